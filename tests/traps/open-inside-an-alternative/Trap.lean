theorem A.hole (n : Nat) : n = n + 1 := sorry
theorem Trap.claim (n : Nat) : n = n + 1 := match n with | k => open A in hole k
