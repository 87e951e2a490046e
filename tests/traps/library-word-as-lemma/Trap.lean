theorem recall : 1 = 2 := sorry

theorem Trap.claim : 1 = 2 := by
exact

recall
