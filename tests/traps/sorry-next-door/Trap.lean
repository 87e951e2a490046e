example : 1 = 2 := sorry

theorem unused : 1 = 2 := sorry

theorem Trap.claim : 1 + 1 = 2 := rfl
