"""A record of the real Lean counts only for the declaration that the text shows."""

from __future__ import annotations

import pytest

from tests.lean.conftest import Bench

pytestmark = pytest.mark.lean

OPEN = "open Lean Lean.Parser.Command Lean.Parser.Term\n"
OWN = 'macro "lemma " n:ident " : " t:term " := " _p:term : command => `(command| theorem $n '

# A claim on X; what the kernel has under that name is not what the text says.
ELSEWHERE = {
    "another theorem under the name": (
        'macro "drop " c:command : command => `(command| theorem $(mkIdent `X) : True := trivial)\n'
        "drop theorem X : 1 = 2 := rfl\n"
    ),
    "on its own line": (
        'macro "drop " c:command : command => `(command| theorem $(mkIdent `X) : True := trivial)\n'
        "drop\ntheorem X : 1 = 2 := rfl\n"
    ),
    "nothing is stated": (
        'macro "magic " n:ident : command => `(command| theorem $n : True := trivial)\nmagic X\n'
    ),
    "the statement is thrown away": OWN + ": True := trivial)\nlemma X : 1 = 2 := rfl\n",
    "a hypothesis is added": OWN + "(h : False) : $t := h.elim)\nlemma X : 1 = 2 := rfl\n",
    "before quantifiers": (
        OWN + "(h : False) : $t := h.elim)\nlemma X : ∀ n : Nat, n < 3 → n = 4 := rfl\n"
    ),
    "an alternative is added": OWN + ": $t ∨ True := .inr trivial)\nlemma X : 1 = 2 := rfl\n",
    "behind a disjunction": (
        OWN + ": $t ∨ True := .inr trivial)\nlemma X : (1 = 2 ∨ 2 = 3) := rfl\n"
    ),
    "behind a quantifier": (
        OWN + ": $t ∨ True := .inr trivial)\nlemma X : ∀ (P : Nat → Prop) n, P n := rfl\n"
    ),
    "a definition says something else": (
        'macro "defn " n:ident " : " t:term " := " _p:term : command =>\n'
        "  `(command| def $n : $t := True)\n"
        "defn Good : Prop := 1 = 2\ntheorem X : Good := by unfold Good; trivial\n"
    ),
}


@pytest.mark.parametrize("trick", ELSEWHERE)
def test_what_lean_has_under_a_name_is_not_what_the_text_says(bench: Bench, trick: str) -> None:
    bench.module("Trick", OPEN + ELSEWHERE[trick])
    _with_lean(bench, "Trick")
    assert bench.compile()["Trick"].ok
    bench.claim("X")
    bench.evidence()
    report = bench.survey().report.claims[0]
    assert report.standing not in ("checked", "clean"), report.reason


HONEST = {
    "own lemma": (
        'macro "lemma " n:declId s:declSig v:declVal : command => `(command| theorem $n $s $v)\n'
        "lemma X (a b : Nat) (h : b = a + 0) : a = b := by omega\n"
    ),
    "binders of every kind": (
        "theorem X.{u} {α : Type u} ⦃x : α⦄ [Inhabited α] (y : α) (_ : True) (h : x = y) :\n"
        "    y = x ∧ ∃ z, z = x := ⟨h.symm, x, rfl⟩\n"
    ),
    "variables": (
        "section\nvariable {α : Type} [DecidableEq α] (n : Nat) (hn : 0 < n)\ninclude hn in\n"
        "theorem X (a : α) : 0 < n + 1 ∧ a = a := ⟨by omega, rfl⟩\nend\n"
    ),
    "auto-bound names": (
        "theorem X [Inhabited α] (f : α → β) (h : f = g) : g = f ∨ False := .inl h.symm\n"
    ),
    "bounded quantifiers": (
        "theorem X : ∀ x ≥ 3, ∀ y < x, ¬ y = x ∧ x ≠ y := by\n  intro x _ y h; omega\n"
    ),
    "a Bool for a proposition": "theorem X (l : List Nat) : l.isEmpty → l == l := by simp\n",
    "a default": "theorem X (n : Nat) (h : 0 < n := by omega) : n ≠ 0 := by omega\n",
    "a definition of our own": (
        "def Even' (n : Nat) : Prop := ∃ k, n = 2 * k\nnamespace Deep\n"
        "theorem _root_.X (n : Nat) : Even' (n + n) := ⟨n, by omega⟩\nend Deep\n"
    ),
    "a term with a proof in it": (
        "theorem X (n : Nat) (h : 2 < n) : (⟨1, by omega⟩ : Fin n).val = 1 := rfl\n"
    ),
}


@pytest.mark.parametrize("form", HONEST)
def test_a_record_of_what_the_text_says_counts(bench: Bench, form: str) -> None:
    bench.module("Form", OPEN + HONEST[form])
    _with_lean(bench, "Form")
    outcome = bench.compile()["Form"]
    assert outcome.ok, outcome.problems("error")
    bench.claim("X")
    bench.evidence()
    report = bench.survey().report.claims[0]
    assert report.standing == "checked", report.reason


TRIPPED = {
    "by a macro": 'macro "prep" : command => `(set_option debug.skipKernelTC true)\nprep\n',
    "behind another command": "open Nat set_option debug.skipKernelTC true\n",
    "behind a comment": "/-! # T -/ set_option debug.skipKernelTC true\n",
    "in guillemets": "set_option debug.«skipKernelTC» true\n",
}


@pytest.mark.parametrize("way", TRIPPED)
def test_the_kernel_switched_off_out_of_sight_is_never_checked(bench: Bench, way: str) -> None:
    bench.module("Off", TRIPPED[way] + "theorem X : 1 = 1 + 0 := rfl\n")
    _with_lean(bench, "Off")
    assert bench.compile()["Off"].ok
    bench.claim("X")
    assert bench.standing() not in ("checked", "clean")
    bench.evidence()
    assert bench.standing() not in ("checked", "clean")


def _with_lean(bench: Bench, name: str) -> None:
    """Macros need Lean's own modules."""
    file = bench.folder / f"p/T/{name}.lean"
    text = file.read_text("utf-8")
    head = "module\npublic import Lean\npublic meta import Lean\n"
    file.write_text(text.replace("module\n", head, 1), "utf-8")
