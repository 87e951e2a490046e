theorem Trap.claim : 2 + 3 = 3 + 2 := rfl
