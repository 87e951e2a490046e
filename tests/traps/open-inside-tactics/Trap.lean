theorem A.hole (n : Nat) : n = n + 1 := sorry
theorem Trap.claim (n : Nat) : n = n + 1 := by
  open A in
  exact hole n
