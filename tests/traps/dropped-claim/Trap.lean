theorem Trap.claim : 1 + 1 = 2 := rfl
theorem Trap.gap : 1 + 1 = 2 := sorry
