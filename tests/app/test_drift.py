"""`leancat drift`: what one look remembers, what the next one tells, and what history tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.app.drift import State, compare, old_toolchains, state_from_json
from indexer.base.errors import RevisionError, UsageError
from indexer.cli import cli
from indexer.evidence.records import ModuleEvidence
from indexer.lake.records import Project
from indexer.scan.records import Index, ProjectIndex
from tests.hubs import scene
from tests.repos import Repo

SORRY = "catalogue/baseline/demo/Turn.open_end.toml"
STATE = State(
    "2026-01-01T00:00:00+00:00", 1, 2, 1, {"a.b": "clean"}, {"p:A": "1"}, {"D": "2"}, ("f",)
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEANCAT_CACHE", str(tmp_path / "cache" / "scan.sqlite"))


def _drift(catalogue: Path, *words: str) -> Result:
    asked = ["drift", "--catalogue", str(catalogue), *words]
    return CliRunner().invoke(cli, asked, standalone_mode=False, catch_exceptions=False)


def _lines(result: Result) -> dict[str, str]:
    rows = (line.partition(" ") for line in result.stdout.splitlines())
    return {name: words.strip() for name, _, words in rows}


def _accepted(folder: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """The small repository, with its sorry accepted."""
    catalogue = scene.write(folder, changes)
    asked = ["accept", "Turn.open_end", "--reason", "known", "--even-in-ci"]
    CliRunner().invoke(
        cli, [*asked, "--catalogue", str(catalogue)], standalone_mode=False, catch_exceptions=False
    )
    return catalogue


def _edit(folder: Path, path: str, before: str, after: str) -> None:
    file = folder / path
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def test_a_first_look_has_nothing_to_compare_with(tmp_path: Path) -> None:
    repository = tmp_path / "r"
    seen = _drift(_accepted(repository))
    assert seen.return_value == 0
    assert seen.stdout.startswith("drift first look: nothing to compare with\n")
    assert _lines(seen)["covered"] == "3/5, 0 checked"


def test_nothing_is_written_into_the_repository(tmp_path: Path) -> None:
    catalogue = _accepted(tmp_path / "r")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "r").rglob("*")}
    _drift(catalogue)
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "r").rglob("*")} == before
    assert list((tmp_path / "cache" / "drift").iterdir())


def test_a_second_look_tells_no_change(tmp_path: Path) -> None:
    catalogue = _accepted(tmp_path / "r")
    _drift(catalogue)
    seen = _drift(catalogue)
    assert seen.return_value == 0
    told = _lines(seen)
    assert told["covered"].endswith("(as before)")
    assert [told[name] for name in ("claims", "statements", "definitions")] == ["none changed"] * 3


def test_what_changed_is_told_once(tmp_path: Path) -> None:
    repository = tmp_path / "r"
    catalogue = _accepted(repository)
    _drift(catalogue)
    _edit(
        repository, "lean/Demo/Turn.lean", "theorem keep (n : Nat) :", "theorem keep (n m : Nat) :"
    )
    _edit(
        repository,
        "lean/Demo/Turn.lean",
        "def turn (n : Nat) : Nat := n",
        "def turn (n : Nat) : Nat := n + 0",
    )
    _edit(repository, "lean/Demo/Sign.lean", "Int.neg_neg n", "sorry")
    seen = _drift(catalogue)
    assert seen.return_value == 1
    told = _lines(seen)
    assert told["covered"] == "2/5, 0 checked (was 3/5, 0 checked)"
    assert told["claims"] == "1 changed: sign.flip clean → sorry"
    assert told["statements"] == "1 changed: Turn.keep"
    assert told["definitions"] == "1 changed: Turn.turn"
    assert told["numbers"].startswith("2 findings, 2 new: README.md:3, docs/signs.html:1")
    assert told["other"] == "1 finding, 1 new: Sign.flip"
    again = _lines(_drift(catalogue))
    assert again["claims"] == "none changed"
    assert again["numbers"].startswith("2 findings: README.md:3")


def test_layout_and_proofs_are_no_drift(tmp_path: Path) -> None:
    repository = tmp_path / "r"
    catalogue = _accepted(repository)
    _drift(catalogue)
    _edit(
        repository,
        "lean/Demo/Turn.lean",
        "theorem keep (n : Nat) : turn n = n := rfl",
        "/-- New. -/\ntheorem keep\n    (n : Nat) : turn n = n := by rfl",
    )
    told = _lines(_drift(catalogue))
    assert told["statements"] == "none changed"
    assert told["definitions"] == "none changed"


def test_broken_links_documents_and_dates_are_told(tmp_path: Path) -> None:
    repository = tmp_path / "r"
    link = f"[x](claim:turn.no)\n\n{scene.PLACES}"
    catalogue = _accepted(repository, {"catalogue/hubs/turns.md": link})
    entry = next((catalogue / "baseline").rglob("*.toml"))
    entry.write_text(entry.read_text("utf-8") + "expires = 2020-01-31\n", "utf-8")
    told = _lines(_drift(catalogue))
    assert told["links"] == "1 finding: catalogue/hubs/turns.md:1"
    assert told["tolerated"] == "1 finding: Turn.open_end"


def test_it_fits_a_screen(tmp_path: Path) -> None:
    catalogue = scene.write(tmp_path / "r", {"README.md": "Lean covers 9/9 claims.\n\n" * 200})
    lines = _drift(catalogue).stdout.splitlines()
    assert len(lines) <= 20
    assert all(len(line) <= 100 for line in lines)


def test_since_a_day_history_is_asked(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r")
    catalogue = _accepted(tmp_path / "r")
    repo.commit()  # on 2026-01-01
    _edit(
        tmp_path / "r",
        "lean/Demo/Turn.lean",
        "theorem keep (n : Nat) :",
        "theorem keep (n m : Nat) :",
    )
    seen = _drift(catalogue, "--since", "2026-01-02")
    assert seen.stdout.startswith("drift since 2026-01-02 (")
    assert _lines(seen)["statements"] == "1 changed: Turn.keep"
    assert not (tmp_path / "cache" / "drift").exists()
    with pytest.raises(RevisionError, match="no commit before 2025-12-31"):
        _drift(catalogue, "--since", "2025-12-31")
    with pytest.raises(UsageError, match="is no date"):
        _drift(catalogue, "--since", "yesterday")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"schema": 1}', '{"schema": 2}', "[" * 100_000]
)
def test_a_damaged_memory_is_none(content: str, tmp_path: Path) -> None:
    catalogue = _accepted(tmp_path / "r")
    _drift(catalogue)
    (memory,) = (tmp_path / "cache" / "drift").iterdir()
    memory.write_text(content, "utf-8")
    assert _drift(catalogue).stdout.startswith("drift first look")
    assert _drift(catalogue).stdout.startswith("drift since the last look, today")


# --- states ---------------------------------------------------------------------------------------


def test_a_state_survives_being_written() -> None:
    assert state_from_json(STATE.to_json()) == STATE


def test_states_are_compared_by_name() -> None:
    later = replace(
        STATE, standings={"c.d": "clean"}, statements={"p:A": "9", "p:B": "1"}, definitions={}
    )
    found = compare(STATE, later)
    assert [(m.claim, m.before, m.after) for m in found.claims] == [
        ("c.d", "new", "clean"),
        ("a.b", "clean", "gone"),
    ]
    assert (found.statements, found.definitions) == (("p:A",), ())


def test_words_hashed_in_another_way_are_not_compared() -> None:
    found = compare(replace(STATE, algorithm="older"), replace(STATE, statements={"p:A": "9"}))
    assert (found.comparable, found.statements) == (False, ())


@pytest.mark.parametrize(
    ("wanted", "made", "told"),
    [
        ("leanprover/lean4:v4.28.0", "4.29.0", True),
        ("leanprover/lean4:v4.28.0", "leanprover/lean4:v4.28.1", True),
        ("leanprover/lean4:v4.9.0", "4.10.0", True),
        ("leanprover/lean4:v4.28.0", "4.28.0-pre", False),
        ("leanprover/lean4:v4.29.0", "4.28.0", False),
        ("leanprover/lean4:nightly-2026-01-01", "4.28.0", False),
        ("leanprover/lean4:v4.28.0", "a1b2c3", False),
        (None, "4.28.0", False),
    ],
)
def test_a_toolchain_older_than_its_evidence(wanted: str | None, made: str, told: bool) -> None:
    project = ProjectIndex(Project("p", "/r", "p", toolchain=wanted), (), frozenset())
    record = ModuleEvidence("p", "A", made, {}, {})
    assert bool(old_toolchains(Index((project,)), {("p", "A"): record})) is told
