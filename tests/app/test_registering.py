"""Entries of registries: kept with what was registered, and told when the project has moved."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.app.survey import survey
from indexer.base.errors import LeancatError
from indexer.cli import cli
from indexer.judge.records import Report
from tests.repos import Repo

LEAN = """def P.two : Nat := 2
theorem P.main (n : Nat) : n + P.two = P.two + n := Nat.add_comm n P.two
theorem P.side : P.two = 2 := rfl
"""


@dataclass
class Scene:
    """A project with two claims, and its commit."""

    repo: Repo
    commit: str

    def run(self, *arguments: str) -> Result:
        """A command on the catalogue."""
        where = ["--catalogue", str(self.repo.folder / "catalogue")]
        done = CliRunner().invoke(cli, [*arguments, *where], standalone_mode=False)
        if done.exception and not isinstance(done.exception, LeancatError):
            raise done.exception
        return done

    def register(self, *theorems: str) -> Result:
        """Register theorems as they were at the commit."""
        return self.run("register", "T-1", *theorems, "--commit", self.commit, "--registry", "R")

    @property
    def report(self) -> Report:
        return survey(self.repo.folder / "catalogue").report

    @property
    def told(self) -> list[str]:
        return [fault.message for fault in self.report.replay_faults]


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setenv("LEANCAT_CACHE", str(tmp_path / "cache" / "scan.sqlite"))
    repo = Repo(tmp_path / "p")
    claims = "".join(
        f"  - {{id: p.{n}, title: {n}, backing: [{{decl: P.{n}}}]}}\n" for n in ("main", "side")
    )
    repo.write(
        {
            "lakefile.toml": 'name = "p"\n[[lean_lib]]\nname = "P"\n',
            "P.lean": LEAN,
            "catalogue/claims/p.yaml": f"schema: 1\nclaims:\n{claims}",
        }
    )
    return Scene(repo, repo.commit())


def test_a_claim_that_says_what_was_registered_says_so(scene: Scene) -> None:
    assert scene.register("P.main").exception is None
    report = scene.report
    words = f"registered as T-1, by R at {scene.commit[:12]}, and says what it said there"
    assert [r.words for c in report.claims for r in c.rungs] == [words]
    assert (report.registered, report.replayed) == (1, 0)
    assert "1 registered" in report.beside
    assert not report.replay_faults


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("n + P.two = P.two + n", "P.two + n = n + P.two", "its statement changed"),
        ("P.two : Nat := 2", "P.two : Nat := 3", "definition P.two changed"),
        ("P.main", "P.other", "is gone"),
    ],
)
def test_what_moved_since_is_told(scene: Scene, old: str, new: str, words: str) -> None:
    scene.register("P.main")
    scene.repo.write({"P.lean": LEAN.replace(old, new, 1)})
    assert [words in message for message in scene.told] == [True], scene.told
    assert scene.report.registered == 0
    said = json.loads(scene.run("check", "--format", "json").output)
    found = [f for f in said["findings"] if f["rule"] == "registered-moved"]
    assert [f["level"] for f in found] == ["warning"]


def test_another_layout_or_proof_is_no_move(scene: Scene) -> None:
    scene.register("P.main")
    lean = LEAN.replace("(n : Nat) :", "\n  (n : Nat) :\n ").replace(
        "Nat.add_comm n P.two", "by omega"
    )
    scene.repo.write({"P.lean": lean})
    assert scene.told == []


def test_it_is_bound_to_the_commit_and_not_to_what_stands_here(scene: Scene) -> None:
    scene.repo.write({"P.lean": LEAN.replace("P.two + n", "P.two + (n + 0)")})
    scene.register("P.main")
    assert len(scene.told) == 1


@pytest.mark.parametrize("how", ["a word", "the digest", "another name", "no JSON"])
def test_a_file_that_was_edited_counts_for_nothing(scene: Scene, how: str) -> None:
    scene.register("P.main")
    file = scene.repo.folder / "catalogue/registered/T-1.json"
    text = file.read_text()
    edits = {
        "a word": text.replace("P.two", "P.too"),
        "the digest": text.replace('"digest": "', '"digest": "0'),
        "another name": text,
        "no JSON": text[:-9],
    }
    file.write_text(edits[how])
    if how == "another name":
        file.rename(file.with_name("T-2.json"))
    assert ["counts for nothing" in message for message in scene.told] == [True]
    assert scene.report.registered == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theorems", [{"name": "P.main", "project": "p", "read": []}]),
        ("theorems", [{"name": "P.main", "project": "p", "read": {"statement": 5}}]),
        ("theorems", [{"name": ["P.main"], "project": "p", "read": {}}]),
        ("theorems", []),
        ("algorithm", []),
        ("commit", 5),
        ("commit", "main"),
        ("registry", {}),
        ("names", [["P.main"]]),
        ("url", None),
        ("version", 1),
    ],
)
def test_a_file_of_other_kinds_of_values_counts_for_nothing(
    scene: Scene, key: str, value: object
) -> None:
    """Whoever writes a file can write its digest too."""
    scene.register("P.main")
    file = scene.repo.folder / "catalogue/registered/T-1.json"
    document = json.loads(file.read_text()) | {key: value}
    del document["digest"]
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    document["digest"] = hashlib.sha256(text.encode()).hexdigest()
    file.write_text(json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
    assert "counts for nothing" in scene.told[0]
    assert not any(c.rungs for c in scene.report.claims)


def _entry(commit: str, **more: object) -> str:
    document: dict[str, object] = {
        "schema_version": 3,
        "id": "PALOMAR-2026-01-02-000003",
        "version": 2,
        "status": "registered",
        "source": {"commit": commit, "repository_url": "https://github.com/a/p"},
        "formalization": {"theorem_names": ["P.main", "P.side"]},
    }
    return json.dumps(document | more)


def test_an_entry_of_palomar_is_read(scene: Scene, tmp_path: Path) -> None:
    file = tmp_path / "entry.json"
    file.write_text(_entry(scene.commit))
    done = scene.run("register", str(file))
    assert "PALOMAR-2026-01-02-000003" in done.output
    report = scene.report
    assert report.registered == 2
    assert "version 2, by Palomar" in report.claims[0].rungs[0].words


@pytest.mark.parametrize(
    "more",
    [
        {"status": "withdrawn"},
        {"schema_version": 99},
        {"id": "../../x"},
        {"source": {"commit": "main", "repository_url": "https://github.com/a/p"}},
        {"source": {"commit": "0" * 40, "repository_url": "https://github.com/a/p"}},
        {"formalization": {"theorem_names": []}},
        {"formalization": {"theorem_names": ["P.gone"]}},
        {"formalization": 3},
    ],
)
def test_an_entry_that_is_none_or_of_another_repository_is_refused(
    scene: Scene, tmp_path: Path, more: dict[str, object]
) -> None:
    file = tmp_path / "entry.json"
    file.write_text(_entry(scene.commit, **more))
    assert isinstance(scene.run("register", str(file)).exception, LeancatError)
    assert not (scene.repo.folder / "catalogue/registered").exists()


def test_without_a_commit_or_a_file_there_is_nothing_to_register(scene: Scene) -> None:
    for arguments in (("T-1",), ("T-1", "P.main"), ("../T", "P.main", "--commit", scene.commit)):
        assert isinstance(scene.run("register", *arguments).exception, LeancatError)
