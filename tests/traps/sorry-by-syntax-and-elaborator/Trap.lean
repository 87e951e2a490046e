module
public meta import Lean.Elab.Tactic
open Lean Elab Tactic

syntax (name := magicStep) "magic_step" : tactic

@[tactic magicStep] meta def evalMagicStep : Tactic := fun _ => do
  Lean.Elab.admitGoal (← getMainGoal)

theorem Trap.claim : 1 = 2 := by magic_step
