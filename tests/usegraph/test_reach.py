"""What is read only where an answer needs it gives the same answers as all that is read at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from indexer.claims.records import Catalogue, Config
from indexer.judge.records import Standing
from indexer.judge.standing import Judge
from indexer.judge.verdict import Verdict
from indexer.names.automation import SEARCHES
from indexer.scan.records import Index
from indexer.usegraph.graph import use_graph
from tests import trees
from tests.folders import ROOT

TRAPS = sorted(path.parent for path in (ROOT / "tests/traps").glob("*/trap.toml"))


def _texts(trap: Path) -> Mapping[str, str]:
    found = {str(p.relative_to(trap)): p for p in sorted(trap.rglob("*.lean"))}
    return {
        path: file.read_bytes().decode("utf-8", "replace")
        for path, file in found.items()
        if file.name != "lakefile.lean"
    }


def _names(index: Index) -> Iterator[str]:
    for project in index.projects:
        for module in project.modules:
            yield from (d.name for d in module.declarations if d.kind != "example")


def _verdicts(index: Index, asked: set[str] | None) -> dict[str, Verdict]:
    uses = use_graph(index, asked)
    judging = Judge(Catalogue("/catalogue", Config()), index, uses)
    names = asked or {*_names(index)}
    return {n: judging.verdicts.of(e) for n in sorted(names) for e in uses.table.find(n)}


@pytest.mark.parametrize("trap", TRAPS, ids=lambda path: path.name)
def test_each_trap_is_judged_alike(trap: Path) -> None:
    index = trees.index(_texts(trap))
    whole = _verdicts(index, None)
    together = _verdicts(index, {*_names(index)})
    assert together == whole
    for name in sorted(whole):
        alone = _verdicts(index, {name})
        assert alone[name] == whole[name]


FILES = {
    "A.lean": "axiom hole : 1 = 2\ntheorem good : 1 = 1 := rfl\n",
    "B.lean": "import A\ntheorem rot : 1 = 2 := hole\ntheorem fine : 1 = 1 := good\n",
    "C.lean": "theorem hole : 2 = 2 := rfl\ntheorem apart : 2 = 2 := hole\n",
}


def test_what_writes_no_word_of_a_source_is_not_read() -> None:
    uses = use_graph(trees.index(FILES), {"fine"})
    judging = Judge(Catalogue("/catalogue", Config()), trees.index(FILES), uses)
    for name, standing in (("fine", "clean"), ("rot", "assumes"), ("apart", "clean")):
        assert judging.verdicts.of(trees.entry(uses, name)).standing.value == standing
    read = {node.ref.name for node in uses.built.nodes if node.is_read}
    assert "rot" in read
    assert not read & {"fine", "good", "apart"}


@pytest.mark.parametrize(
    ("notation", "use"),
    [
        ('postfix:max "ˣ" => bad', "2ˣ"),
        ('prefix:max "Σ" => bad', "Σ 2"),
        ('notation "two.times" => bad 2', "two.times"),
        ('macro "two" "ᵀ" : term => `(bad 2)', "two ᵀ"),
        ('notation "ℓ" => bad 2', "ℓ"),
        ('notation "ℓ" => bad 2', "fun (x : Memℓp) => x"),
        ('macro "#two" : term => `(bad 2)', "#two"),
        ('macro "two" : term => `(bad 2)', "two"),
        ('macro "two" : tactic => `(tactic| exact bad 2)', "by two?"),
        ('macro "two.times" : tactic => `(tactic| exact bad 2)', "by two.times?"),
    ],
)
def test_what_sets_a_notation_off_is_looked_for(notation: str, use: str) -> None:
    """Letters that Lean has for signs, letters inside words, dotted words, signs beside words."""
    files = {
        "A.lean": f"def bad (n : Nat) : Nat := sorry\n{notation}\n",
        "B.lean": f"import A\ntheorem t : 2 = f ({use}) := rfl\ntheorem u : 2 = 2 := f ({use})\n",
    }
    whole = _verdicts(trees.index(files), None)
    assert not whole["t"].standing.covered
    for name in ("t", "u"):
        assert _verdicts(trees.index(files), {name})[name] == whole[name]


@pytest.mark.parametrize("word", sorted(SEARCHES))
@pytest.mark.parametrize("asked", [None, {"claim"}], ids=["wholly", "closely"])
def test_a_search_may_find_any_theorem(word: str, asked: set[str] | None) -> None:
    """Whatever of these tactics it is, and where no other stands in the project."""
    text = f"theorem gap (n : Nat) : n = 7 := sorry\ntheorem claim : 1 = 7 := by\n  {word} h\n"
    verdict = _verdicts(trees.index(text), asked)["claim"]
    assert verdict.standing in (Standing.UNSETTLED, Standing.SORRY), verdict.reason
