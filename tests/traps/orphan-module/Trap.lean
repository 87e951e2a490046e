theorem Trap.other : 1 = 1 := rfl
