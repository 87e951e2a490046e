import Lean
open Lean
syntax "magic" : tactic
@[tactic tacticMagic] def evalMagic : Elab.Tactic.Tactic := fun _ => do
  let g ← Elab.Tactic.getMainGoal
  g.admit
theorem Trap.claim : 1 = 2 := by magic
