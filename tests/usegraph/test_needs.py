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
LEVEL = (
    "structure Level where\n  n : Nat\ndef Level.delta (l : Level) : Set Nat := ∅\n"
    "instance finite (l : Level) : Finite l.delta := sorry\n"
)
FORGES = "addDecl <| .axiomDecl { name := n, levelParams := [], type := t, isUnsafe := false }"
UNSETTLED = {
    "a name in what a command of the project's own is given": "theorem hole : 1 = 2 := sorry\n"
    'elab "def_module " name:ident " := " t:term "by_way " tac:tacticSeq : command => do\n'
    "  elabCommand <|← `(def $name := by own $t by $tac)\n"
    "def_module two := 1 by_way simp only [hole]\ntheorem claim : two = 1 + 0 := by simp [two]\n",
    "an instance about a field of a variable of a type that occurs": LEVEL
    + "theorem claim (l : Level) : Finite l.delta := inferInstance\n",
    "a field of a type that a definition gives": "def Mean (n : Nat) : Prop := n = n\n"
    "theorem Mean.key (n : Nat) (h : Mean n) : n = 1 := sorry\n"
    "theorem claim (n : Nat) : Mean n → n = 1 := by\n  intro h\n  exact h.key\n",
    "a definition that calls itself by a field of a name that it binds": "@[simp] "
    "theorem key (a b : Nat) : a < b := sorry\n"
    "def Nat.last : Nat → Nat\n  | 0 => 0\n  | Down + 1 => Down.last\n"
    "theorem claim : Nat.last 1 = 0 := rfl\n",
    "a program that takes back a part of what it adds": "open Lean Meta Elab\n"
    "def ext (n : Name) (t : Expr) : MetaM Unit := do\n  withoutModifyingEnv <| pure ()\n"
    f"  {FORGES}\n"
    'elab "own_tac" : tactic => do ext `a (mkConst ``False)\n'
    "theorem claim (n : Nat) : n + 0 = n := by own_tac\n",
    "a program that takes back nothing, by a function of the same name": "open Lean Meta Elab\n"
    "def withoutModifyingEnv (x : MetaM Unit) : MetaM Unit := x\n"
    f"def ext (n : Name) (t : Expr) : MetaM Unit := withoutModifyingEnv <| do\n  {FORGES}\n"
    'elab "own_tac" : tactic => do ext `a (mkConst ``False)\n'
    "theorem claim (n : Nat) : n + 0 = n := by own_tac\n",
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
    "an instance about a field of a variable of a type that does not occur": LEVEL
    + "theorem claim (n : Nat) : n + 0 = n := by simp\n",
    "a helper of a function is no field": "def f (n : Nat) : Nat := go n\n"
    "where go (n : Nat) : Nat := sorry\n"
    "theorem claim (x : Nat → Nat) : x.go = x.go := rfl\n",
    "what is called after a theorem is no field": "theorem base (n : Nat) : n = n := rfl\n"
    "theorem base.key (n : Nat) : n = 1 := sorry\n"
    "theorem claim (n : Nat) (h : n = 1) : n + 1 = 2 := h.key ▸ h\n",
    "a definition that calls another of the same last name": "@[simp] theorem key (a b : Nat) :\n"
    "    a < b := sorry\n"
    "structure Other where\n  top : Nat\n"
    "def Own.top (o : Other) : Nat := o.top + Foreign.top 1\n"
    "theorem claim (o : Other) (h : Own.top o = 3) : Own.top o ≠ 4 := by cases h.symm\n",
    "a program that takes back all that it adds": "open Lean Meta Elab\n"
    f"def ext (n : Name) (t : Expr) : MetaM Unit := withoutModifyingEnv <| do\n  {FORGES}\n"
    'elab "own_tac" : tactic => do ext `a (mkConst ``False)\n'
    "theorem claim (n : Nat) : n + 0 = n := by own_tac\n",
    "a hypothesis called hint by a case": "theorem claim (n : Nat) : n = n := by\n"
    "  by_cases hint : n = 0\n  · simp only [hint]\n  · rfl\n",
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
