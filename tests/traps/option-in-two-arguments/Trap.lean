theorem Trap.claim : 10 * 10 = 100 := by rfl
