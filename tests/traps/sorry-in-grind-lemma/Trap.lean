opaque weight (n : Nat) : Nat

@[grind =] theorem weight_zero (n : Nat) : weight n = 0 := sorry

theorem Trap.claim : weight 7 = 0 := by grind
