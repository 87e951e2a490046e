"""Sorries that macros hide, found without the use graph."""

from __future__ import annotations

import pytest

from indexer.lake.records import Project
from indexer.scan.loader import scan_bytes
from indexer.scan.records import Index, ProjectIndex
from indexer.troubles import Troubles

CASES = {
    "a tactic": {
        "A.lean": 'macro "later" : tactic => `(tactic| sorry)\ntheorem t : 1 = 1 := by later\n'
    },
    "a term": {"A.lean": 'macro "todo%" : term => `(sorry)\ndef d : Nat := todo%\ndef e := 1\n'},
    "notation": {"A.lean": 'notation "⊠" => sorry\ntheorem t : 1 = 1 := ⊠\n'},
    "infix in the statement": {
        "A.lean": 'infixl:65 " ⊞ " => fun a b => sorryAx Nat\ntheorem t : 1 ⊞ 1 = 2 := rfl\n'
    },
    "a macro of a macro": {
        "A.lean": 'macro "one" : tactic => `(tactic| sorry)\n'
        'macro "two" : tactic => `(tactic| one)\n',
        "B.lean": "import A\ntheorem t : 1 = 1 := by two\ntheorem u : 1 = 1 := by rfl\n",
    },
    "handed on through modules": {
        "A.lean": 'macro "one" : tactic => `(tactic| sorry)\n',
        "B.lean": 'import A\nmacro "two" : tactic => `(tactic| one)\n',
        "C.lean": "import B\ntheorem t : 1 = 1 := by two\n",
    },
    "not imported": {
        "A.lean": 'macro "later" : tactic => `(tactic| sorry)\n',
        "B.lean": "theorem t : 1 = 1 := by later\n",
    },
    "written before": {
        "A.lean": 'theorem t : 1 = 1 := by later\nmacro "later" : tactic => `(tactic| sorry)\n'
    },
    "run by Lean itself": {
        "A.lean": "macro_rules | `(tactic| decreasing_tactic) => `(tactic| sorry)\ndef f := 1\n"
    },
    "an elaborator, of which only its program can be told": {
        "A.lean": 'elab "trust" : tactic => Lean.Elab.admitGoal goal\n'
        "theorem t : 1 = 1 := by trust\n"
    },
    "a command that declares": {
        "A.lean": 'macro "go" : command => `(theorem wrong : 1 = 2 := sorry)\ngo\n'
        "theorem t : 1 = 2 := wrong\n"
    },
    "a program that makes names from strings, of which a claim is told in other words": {
        "A.lean": 'elab "spelt" : tactic => do\n'
        '  Lean.Elab.Tactic.evalTactic (← `(tactic| exact $(mkIdent (.str nm "x"))))\n'
        "theorem t : 1 = 1 := by spelt\n"
    },
    "harmless": {"A.lean": 'macro "ok" : tactic => `(tactic| rfl)\ntheorem t : 1 = 1 := by ok\n'},
    "nothing": {"A.lean": "theorem t : 1 = 1 := rfl\n"},
}
FOUND = {
    "a command that declares": {"go"},
    "a tactic": {"t"},
    "a term": {"d"},
    "notation": {"t"},
    "infix in the statement": {"t"},
    "a macro of a macro": {"t"},
    "handed on through modules": {"t"},
    "run by Lean itself": {"f"},
}


def index(files: dict[str, str]) -> Index:
    modules = tuple(
        scan_bytes(text.encode(), path=path, name=path.removesuffix(".lean"))
        for path, text in files.items()
    )
    return Index((ProjectIndex(Project("p", "/p", "p"), modules, frozenset({"A", "B"})),))


def hiding(scanned: Index) -> set[str]:
    """The declarations that use notation which leaves a sorry."""
    return {t.ref.name for t in Troubles(scanned).all if t.rule.id == "sorry-in-notation"}


@pytest.mark.parametrize("case", CASES)
def test_found(case: str) -> None:
    assert hiding(index(CASES[case])) == FOUND.get(case, set())
