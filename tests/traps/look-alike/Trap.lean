theorem Trap.claim : 1 = 1 := rfl
