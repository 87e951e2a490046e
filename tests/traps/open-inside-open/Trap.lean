theorem A.B.hole (n : Nat) : n = n + 1 := sorry
theorem Trap.claim (n : Nat) : n = n + 1 := by
  open A in open B in exact hole n
