theorem Trap.claim : 1 + 1 = 2 := rfl
