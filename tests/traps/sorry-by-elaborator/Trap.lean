module
public meta import Lean.Elab.Tactic
open Lean Elab Tactic

elab "magic" : tactic => do
  Lean.Elab.admitGoal (← getMainGoal)

theorem Trap.claim : 1 = 2 := by magic
