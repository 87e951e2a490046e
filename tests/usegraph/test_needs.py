"""What text cannot tell has a source and a way: for each way one proof that has it, and one that
has not."""

from __future__ import annotations

import pytest

from indexer.judge.records import Standing
from tests.trees import describe

PAVING = (
    "def Paving (p : Nat → Prop) : Prop := p 0\n"
    "@[simp] theorem iff (p : Nat → Prop) : Paving p ↔ p 0 ∧ p 1 := sorry\n"
)
BOX = "structure Box where\n  n : Nat\ndef Box.twice (b : Box) : Nat := b.n + b.n\n"
UNSETTLED = {
    "a rule without a word of its own": "theorem hole : 1 = 2 := sorry\n"
    "elab_rules : term\n| `(term| $f:term $x:term) => do\n  elabTerm (← `(hole)) none\n"
    "theorem claim (n : Nat) : n + 0 = n := id rfl\n",
    "a term that a program makes": "def made (e : Q(Prop)) : TermElabM Expr := do\n"
    "  return q(sorry : $e)\n"
    'elab "own_tac" : tactic => do let e ← made e; closeMainGoal e\n'
    "theorem claim (n : Nat) : n + 0 = n := by own_tac\n",
    "a simp lemma whose left side occurs": PAVING
    + "theorem claim : Paving (fun n => n = n) := by simp\n",
    "a simp lemma about a variable of a type that occurs": BOX
    + "@[simp] theorem eta (b : Box) : b = ⟨1⟩ := sorry\n"
    "theorem claim (b : Box) : b.n = 1 := by simp\n",
    "a set called after a tactic": "@[zify_simps] theorem key (a b : Nat) : a = b := sorry\n"
    "theorem claim (a b : Nat) : a = b := by zify\n",
    "a lemma for `rel`": "@[gcongr] theorem key (a b : Nat) : a ≤ b := sorry\n"
    "theorem claim (a b : Nat) : a ≤ b := by rel [h]\n",
    "an extension of norm_num, a program": "open Lean Meta\n"
    "@[norm_num 1] def ext : NormNumExt := do mkSorry e true\n"
    "theorem claim : 1 + 1 = 3 := by norm_num\n",
    "what deriving makes of a type": "structure A where\n  n : Nat\n"
    "instance : DecidableEq A := sorry\nstructure B where\n  a : A\n  deriving DecidableEq\n"
    "theorem claim (x : B) : x = x := by decide\n",
    "a field that may be meant": BOX + "theorem Box.key (b : Box) : b.n = 1 := sorry\n"
    "theorem claim : ∀ b : Box, b.n = 1 := by\n  intro c\n  exact c.key\n",
}
CLEAN = {
    "a rule that looks at the parts of its syntax": "theorem hole : 1 = 2 := sorry\n"
    'syntax part := term\nsyntax "own_tac" part : tactic\n'
    "elab_rules : tactic\n| `(tactic| own_tac $p:part) => do\n  match p with\n"
    "  | `(part| $t:term) => evalTactic (← `(tactic| exact hole))\n"
    "  | _ => throwUnsupportedSyntax\n"
    "theorem claim (n : Nat) : n + 0 = n := by simp\n",
    "a term that a program only shows": "def shown (e : Q(Prop)) : TermElabM Expr := do\n"
    "  Term.addTermInfo' stx q(sorry : $e) e\n  return e\n"
    'elab "own_tac" : tactic => do let e ← shown e; closeMainGoal e\n'
    "theorem claim (n : Nat) : n + 0 = n := by own_tac\n",
    "a simp lemma whose left side does not occur": PAVING
    + "theorem claim (a b : Nat) (h : a ≤ b) : a + 0 ≤ b := by simp [h]\n",
    "a simp lemma about a variable of a type that does not occur": BOX
    + "@[simp] theorem eta (b : Box) : b = ⟨1⟩ := sorry\n"
    "theorem claim (n : Nat) : n + 0 = n := by simp\n",
    "a definition in the simp set that nobody speaks of": "@[simp] def f : Nat := sorry\n"
    "theorem claim (n : Nat) : n + 0 = n := by simp\n",
    "a simp lemma further down": "theorem claim (n : Nat) : n + 0 = n := by simp\n"
    "@[simp] theorem key (n : Nat) : n = 0 := sorry\n",
    "an instance that a type does not ask for": "instance : Inv Nat := sorry\n"
    "structure A where\n  n : Nat\ntheorem claim (x : A) : x.n = x.n := rfl\n",
    "an instance for a sign that nobody writes": "instance : Inv Nat := ⟨sorry⟩\n"
    "theorem claim (n : Nat) : n + 0 = n := rfl\n",
    "a program that logs an error": "theorem hole : 1 = 2 := sorry\n"
    'elab "check" : tactic => do logError "no"; mkSorry e true\n'
    "theorem claim (n : Nat) : n + 0 = n := by check\n",
    "a program that nobody runs": "def lint (e : Expr) : MetaM Expr := mkSorry e true\n"
    "theorem claim (n : Nat) : n + 0 = n := rfl\n",
    "a macro's own names elsewhere": "theorem hole : 1 = 2 := sorry\n"
    'macro "prove_it" t:term : tactic => `(tactic| exact $(mkIdent `x) $t)\n'
    "theorem claim (x : Nat) (h : x = 1) : x ≠ 2 := by exact h\n",
    "a hypothesis called hint": "theorem hole : 1 = 2 := sorry\n"
    "theorem claim (n : Nat) (hint : 0 < n) : n ≠ 0 := by exact Nat.ne_of_gt hint\n",
}


@pytest.mark.parametrize("text", UNSETTLED.values(), ids=UNSETTLED.keys())
def test_a_way_that_is_there(text: str) -> None:
    found = describe(text)
    assert found.standing is Standing.UNSETTLED, found.reason
    assert found.reason.startswith("text cannot tell: ")


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
def test_a_way_that_is_not(text: str) -> None:
    found = describe(text)
    assert found.standing is Standing.CLEAN, found.reason
