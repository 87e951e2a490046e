"""Each rule of the register by itself: what it finds, what it leaves alone, and who else speaks.

A failure here names the rule.  What the surfaces make of it is in tests/test_surfaces.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.judge.meanings import Meanings
from indexer.judge.said import SaidStatement
from indexer.troubles import Effect, Troubles, every_rule
from indexer.troubles.records import Rule, Trouble
from tests import trees

RULES = {rule.id: rule for rule in every_rule()}
OPENED = "import Lean\nopen Lean Elab Command Term Meta Tactic\n"

# What looks like it and is not: the rule finds nothing there.
HARMLESS = {
    "added-axiom": "#eval show CommandElabM Unit from do elabCommand (← `(example : True := rot))",
    "admitting-tactic": "theorem plausible : 1 = 1 := rfl\n"
    "theorem rot : 1 = 1 := by exact plausible",
    "assumed-instance": "theorem rot [LT α] (h : ∀ a b : α, a < b) (c : α) : c < c := h c c",
    "axiom": "def «axiom» : Nat := 3\ntheorem rot (axiom_ : 1 = 2) : 1 = 2 := axiom_",
    "compiled-code": "def native_decide' := 3\n"
    "theorem big : 2 * 5 = 10 := by decide -- native_decide",
    "compiled-in-notation": 'macro "fast" : tactic => `(tactic| decide)\n'
    "theorem ten : 2 * 5 = 10 := by fast",
    "deep-statement": f"theorem rot : {'¬' * 8}1 = 1 := by decide",
    "empty-type": "theorem rot (α : Type) [Nonempty α] (a : α) (n : Nat) : n = 3 := x",
    "field-as-conclusion": "structure Rot where\n  f : Nat → Nat\n  law : ∀ x, f x = x\n"
    "theorem rot (r : Rot) (n : Nat) : r.f (n + 1) = r.f n + 1 := x",
    "foreign-text": "def page (a b : Nat) := a<b\ntheorem rot : 1 = 1 := rfl",
    "forging-program": 'def words : String := "addDecl"\n-- addDecl\ntheorem rot : 1 = 1 := rfl',
    "kernel-off": "/- set_option debug.skipKernelTC true -/\n"
    "set_option debug.skipKernelTC false in\n"
    "theorem rot : 1 = 1 := by\n  set_option debug.skipKernelTC false in\n  rfl",
    "misspelt-name": "def Balanced (n : Nat) : Prop := n < 3\n"
    "theorem rot (h : Balanced 3) : Balanced 3 ∨ Balanced 2 := Or.inl h",
    "no-theorem": "theorem rot : 3 = 3 := rfl",
    "opposed-hypotheses": "theorem rot (n : Nat) (h : 5 < n) (g : n < 8) : n = 6 ∨ n = 7 := x",
    "own-hypothesis": "theorem rot (n : Nat) (h : n < 3) : n < 4 := x",
    "own-instance": "structure One where\ninstance : LT One := ⟨fun _ _ => True⟩\n"
    "instance : HAdd Nat Int Int := ⟨fun _ z => z⟩\n"
    "theorem rot (n : Nat) : n < n + 1 := x",
    "own-name": "namespace Rot\ndef Natural : Type := Bool\n"
    "theorem rot (n : Nat) : n < n + 1 := x\nend Rot",
    "own-notation": 'infix:50 " ≗ " => fun (_ _ : Nat) => True\ntheorem rot : 1 < 2 := x',
    "own-numerals": "structure One where\ninstance : OfNat One n := ⟨{}⟩\ntheorem rot : 1 < 2 := x",
    "own-scene": "run_cmd logInfo m!\"variable\"\ntheorem rot : 1 = 1 := rfl",
    "partial-function": "partial def half (n : Nat) : {m : Nat // m ≤ n} :=\n"
    "  if n = 1 then ⟨1, x⟩ else ⟨half (n / 2), x⟩\n"
    "partial def twice (n : Nat) : Nat := n + n\n"
    "theorem rot (n : Nat) (half_ : Nat) : (half n).1 < n + 1 ∧ twice 1 = 2 := x",
    "part-of-hypothesis": "def Small (n : Nat) : Prop := n < 3 ∧ 0 < n\n"
    "theorem rot (n : Nat) (h : Small n) : n < 7 := x",
    "program-with-sorry": "def giveUp (goal : MVarId) : MetaM Unit := do\n  goal.assumption",
    "redefined-command": "macro \"three\" : term => `(1 + 2)\ntheorem rot : 1 = 1 := rfl",
    "replaced-code": "@[simp]\ndef sum (xs : List Nat) : Nat := xs.foldl (· + ·) 0",
    "sorry": "/-- sorry -/\ntheorem rot : \"sorry\" = \"sorry\" := rfl -- sorry",
    "sorry-by-option": "set_option debug.byAsSorry false\ntheorem rot : 1 = 1 := by omega",
    "sorry-by-program": "theorem rot : 1 = 1 := by_elab do\n  elabTerm (← `(rfl)) none",
    "sorry-in-notation": 'macro "later" : tactic => `(tactic| sorry)\n'
    "theorem rot : 1 = 1 := by rfl",
    "sorry-in-variable": "variable (start stop : Nat)\n"
    "theorem rot : start + stop = stop + start := Nat.add_comm ..",
    "spelt-names": 'macro "finish" : term => `(rfl)\ntheorem rot : 1 = 1 := finish',
    "spoken-switch": 'def quiet : String := "debug.quiet"',
    "swallowed-errors": "#guard_msgs (drop warning) in\ntheorem rot : 1 = 1 := by decide",
    "taken-by-command": "set_option pp.all true in\ntheorem rot : 1 = 1 := rfl",
    "true-conclusion": "theorem rot (n : Nat) : ∃ k, k * k = n := x",
    "unclear-tactic": "theorem rot (admit : 1 = 2) : 1 = 2 := by\n  my_try admit",
    "unmet-field": "structure Rot where\n  size : Nat\n  law : size < size + 1\n"
    "theorem rot (r : Rot) : r.size = 3 := x",
    "unmet-hypothesis": "theorem rot (n : Nat) (h : n < 1) : n = 0 := x",
    "unread-text": "structure Rot where\n  size : Nat",
}  # fmt: skip

# Rules that are certain of the same lines for a reason of their own.
BESIDE = {"kernel-off": {"forging-program"}, "sorry-in-variable": {"sorry"}}


def found(text: str) -> Iterator[Trouble]:
    """What the register finds in a file, and in the statement of `rot`."""
    judging = trees.judge(f"{OPENED}{text}\n")
    yield from Troubles(judging.uses.table.index).all
    for one in judging.uses.table.find("rot") or judging.uses.table.find("Rot.rot"):
        yield from SaidStatement(Meanings(judging.reader), one).judge()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_it_finds_its_example_and_no_other_rule_is_certain_of_it(rule: Rule) -> None:
    told = list(found(rule.example))
    assert rule in {trouble.rule for trouble in told}, (
        f"{rule.id} does not find its own example; of statements only that of `rot` is asked, "
        "or of `Rot.rot`: see found()"
    )
    certain = {trouble.rule.id for trouble in told if trouble.rule.certain}
    others = certain - {rule.id}
    assert others == BESIDE.get(rule.id, set()), "make the example smaller, or say so in BESIDE"


@pytest.mark.parametrize("rule", RULES)
def test_it_leaves_alone_what_only_looks_like_it(rule: str) -> None:
    assert rule not in {trouble.rule.id for trouble in found(HARMLESS.get(rule, ""))}


def test_every_rule_has_something_that_only_looks_like_it() -> None:
    assert HARMLESS.keys() == RULES.keys(), "an entry of HARMLESS for each rule, and no other"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_it_says_what_is_wrong_and_what_to_do(rule: Rule) -> None:
    assert rule.title[0].isupper()
    assert rule.why.endswith(".")
    assert rule.way_out[0].islower()
    assert rule.effect in Effect
