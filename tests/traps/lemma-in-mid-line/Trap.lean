theorem fine : 1 = 1 := rfl theorem key : 1 = 2 := sorry
theorem Trap.claim : 1 = 2 := key
