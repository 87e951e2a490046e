theorem Trap.claim : 1 = 2 := rfl
