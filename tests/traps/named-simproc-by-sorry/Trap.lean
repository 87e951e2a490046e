import Lean
open Lean Meta Simp
def f (n : Nat) : Nat := n
simproc_decl reduceF (f _) := fun e => do
  let p ← mkSorry (← mkEq e (toExpr 2)) true
  return .done { expr := toExpr 2, proof? := some p }
theorem Trap.claim : f 1 = 2 := by simp [reduceF]
