"""Everything that reads bytes which somebody else wrote, and real input for each to be broken.

A reader may refuse with a LeancatError. Any other exception, and an input that takes longer than
`PATIENCE`, is a fault.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indexer.base import documents
from indexer.catalogue import load_catalogue
from indexer.evidence.files import read_evidence
from indexer.gate import baseline
from indexer.hubs.marks import find_marks
from indexer.hubs.markup import pieces
from indexer.hubs.pages import hub_of
from indexer.lake import lakefile_lean
from indexer.lake import lakefile_toml as lakefile
from indexer.lean.compiled.ilean import read_homes
from indexer.lean.compiled.olean import read_parts
from indexer.lean.compiled.trace import read_trace
from indexer.review import pin_files
from indexer.scan import loader
from indexer.site import maths, prose
from tests import trees
from tests.bench.olean import made_up
from tests.folders import ROOT

REPOSITORY = ROOT
PATIENCE = 20  # seconds that one input of some kilobytes may take on a loaded machine


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of input: `corpus` gives real examples, `read` takes the bytes of one."""

    name: str
    corpus: Callable[[], Sequence[bytes]]
    read: Callable[[bytes], object]


def _files(*patterns: str) -> Callable[[], Sequence[bytes]]:
    @cache
    def found() -> Sequence[bytes]:
        paths = sorted(p for pattern in patterns for p in REPOSITORY.glob(pattern) if p.is_file())
        return [path.read_bytes() for path in paths]

    return found


@cache
def _compiled() -> Sequence[bytes]:
    return [data for parts in made_up(2) for _, data in parts]


@cache
def _formulas() -> Sequence[bytes]:
    catalogue = load_catalogue(REPOSITORY / "catalogue")
    return [claim.statement.encode() for claim in catalogue.claims if claim.statement]


@cache
def _ileans() -> Sequence[bytes]:
    homes = b'{"version":4,"module":"A","directImports":[["Init",false,false,false]],"references":'
    return [homes + b'{"{\\"c\\":{\\"m\\":\\"A\\",\\"n\\":\\"A.f\\"}}":{"definition":[0,4,0,5]}}}']


@cache
def _traces() -> Sequence[bytes]:
    return [
        (
            b'{"schemaVersion":"2025-09-10","depHash":"1f","inputs":[["A.lean","2e"],'
            b'["imports",[["Init","3d"]]]],"outputs":null,"log":[{"level":"warning",'
            b'"message":"A.lean:1:8: declaration uses \'sorry\'"}]}'
        )
    ]


@cache
def _entries() -> Sequence[bytes]:
    made = baseline.BaselineEntry(
        "p", "A.hard", "", ("sorry", "native_decide"), "text2:0a", "waits", "https://e.org/1"
    )
    return [baseline.entry_text(made).encode(), b'module = "A"\nproject = "p"\nreason = "x"\n']


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("utf-8", "replace"))


def _on_disk(name: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
    def run(data: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            return read(path)

    return run


def _scan(data: bytes) -> object:
    return loader.scan_bytes(data, path="A.lean", name="A")


def _judge(text: str) -> object:
    """Everything that follows from a text: uses, verdicts, statements, what a reader is shown."""
    judging = trees.judge({"A.lean": text})
    return [judging.describe(entry) for entry in list(judging.uses.entries.values())[:40]]


def _catalogue(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        claims = Path(folder, "catalogue", "claims")
        claims.mkdir(parents=True)
        Path(claims, "c.yaml").write_bytes(data)
        return load_catalogue(claims.parent)


def _configuration(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "catalogue", "claims").mkdir(parents=True)
        Path(folder, "catalogue", "leancat.toml").write_bytes(data)
        return load_catalogue(Path(folder, "catalogue"))


def _hub(data: bytes) -> object:
    hub = hub_of("hub.md", data)
    return find_marks(hub.text, pieces(hub.text, markdown=hub.markdown))


_LEAN = _files("lean_sources/*/*/*.lean", "tests/traps/*/*.lean", "tests/fixtures/scan/*.txt")
READERS: Iterable[Reader] = (
    Reader("lean", _LEAN, _scan),
    Reader("judgement", _files("tests/traps/*/Trap.lean"), _text(_judge)),
    Reader("olean", _compiled, lambda data: read_parts([("A.olean", data)])),
    Reader("ilean", _ileans, _on_disk("A.ilean", read_homes)),
    Reader("trace", _traces, _on_disk("A.trace", read_trace)),
    Reader(
        "lakefile.toml",
        _files("lean_sources/*/lakefile.toml", "tests/fixtures/lakefile/toml-*.txt"),
        _text(lambda text: lakefile.read_toml(text, "lakefile.toml")),
    ),
    Reader(
        "lakefile.lean",
        _files("tests/fixtures/lakefile/lean-*.txt"),
        _text(lakefile_lean.read_lean),
    ),
    Reader(
        "yaml",
        _files("catalogue/claims/*.yaml", "catalogue/*.yaml"),
        _text(lambda text: documents.parse_yaml(text, "a.yaml")),
    ),
    Reader(
        "toml",
        _files("catalogue/leancat.toml", "pyproject.toml"),
        _text(lambda text: documents.parse_toml(text, "a.toml")),
    ),
    Reader("claims", _files("tests/fixtures/*/catalogue/claims/*.yaml"), _catalogue),
    Reader("leancat.toml", _files("catalogue/leancat.toml"), _configuration),
    Reader(
        "baseline",
        _entries,
        lambda data: baseline.read_entries({"baseline/p/a.toml": data}),
    ),
    Reader(
        "pins",
        _files("catalogue/pins/a*.toml", "catalogue/pins/r*.toml"),
        lambda data: pin_files.read_pins({"a.toml": data}),
    ),
    Reader(
        "evidence",
        _files("catalogue/evidence/phase_collapse/*.json"),
        lambda data: read_evidence({"p/A.json": data}),
    ),
    Reader("hub", _files("catalogue/hubs/*.md", "tests/fixtures/hubs/*", "docs/*.md"), _hub),
    Reader("formula", _formulas, _text(maths.mathml)),
    Reader("prose", _files("docs/*.md", "README.md"), _text(prose.block)),
)
"""Every reader of what others write; a new one belongs here."""
