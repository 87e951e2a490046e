def weight (n : Nat) : Nat := n + 1
theorem weight_zero (n : Nat) : weight n = 0 := sorry
theorem Trap.claim : weight 7 = 0 := by exact?
