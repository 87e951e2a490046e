theorem Trap.claim (h : 0x10 = 17) : 1 = 2 := by omega
