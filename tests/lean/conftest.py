"""Fixtures of the tests that ask the real Lean."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from indexer.app.survey import Survey, judge
from indexer.catalogue import load_catalogue
from indexer.evidence.collect import Collected, collect
from indexer.evidence.files import write_evidence
from indexer.scan import loader
from indexer.scan.records import Index
from tests.lean.compile import Outcome, Workers, compile_index


@dataclass
class Bench:
    """A catalogue with one project, `p`, in a folder of its own, and a Lean to compile it."""

    folder: Path
    workers: Workers
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.write("catalogue/leancat.toml", 'schema = 1\n[[projects]]\nid = "p"\npath = "../p"\n')
        self.write("p/lakefile.toml", 'name = "p"\n[[lean_lib]]\nname = "T"\nglobs = ["T.+"]\n')
        self.write("p/lean-toolchain", "leanprover/lean4:v4.28.0\n")
        self.claim("nothing")

    @property
    def build(self) -> Path:
        return self.folder / "build"

    def write(self, path: str, text: str) -> Path:
        """Write a file below the folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
        return file

    def module(self, name: str, text: str) -> Path:
        """Write a module `T.<name>` of the project, with the header that this Lean needs."""
        head, _, body = text.partition("---\n") if "---\n" in text else ("", "", text)
        imports = "".join(f"public import T.{i}\n" for i in head.split())
        section = f"module\n{imports}@[expose] public section\n{body}"
        return self.write(f"p/T/{name}.lean", section)

    def claim(self, declaration: str) -> None:
        """The one claim of the catalogue is backed by this declaration."""
        text = "schema: 1\nfamily: {id: f, title: F}\nclaims:\n"
        backing = f"    backing: [{{decl: {declaration}}}]\n"
        self.write("catalogue/claims/f.yaml", f"{text}  - id: f.c\n    title: C\n{backing}")

    def index(self) -> Index:
        """The project, scanned."""
        return loader.load_index(load_catalogue(self.folder / "catalogue"), jobs=1)

    def compile(self) -> dict[str, Outcome]:
        """Compile what is not compiled; outcomes by the last part of the module's name."""
        outcomes = compile_index(self.index(), self.build, self.workers)
        self.outcomes = {o.key[1].removeprefix("T."): o for o in outcomes}
        return self.outcomes

    def evidence(self) -> Collected:
        """Make evidence of what is compiled, and keep it in the catalogue."""
        found = collect(self.index(), [self.build])
        write_evidence(self.folder / "catalogue/evidence", found.records)
        return found

    def survey(self) -> Survey:
        """Judge the claim."""
        catalogue = load_catalogue(self.folder / "catalogue")
        return judge(catalogue, self.index())

    def standing(self) -> str:
        """The standing of the claim."""
        return str(self.survey().report.claims[0].standing)


@pytest.fixture
def bench(workers: Workers, tmp_path: Path) -> Bench:
    """A fresh bench."""
    return Bench(tmp_path, workers)
