module
public meta import Lean.Meta.Tactic.Simp
open Lean Meta Simp

def weight (n : Nat) : Nat := n + 1

simproc weightZero (weight _) := fun e => do
  let zero := mkNatLit 0
  let proof ← mkSorry (← mkEq e zero) true
  return .done { expr := zero, proof? := some proof }

theorem Trap.claim : weight 7 = 0 := by simp
