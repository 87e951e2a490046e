import Lean
open Lean Elab Term Meta
theorem Trap.claim : 1 = 2 := by_elab do
  mkSorry (← mkFreshTypeMVar) true
