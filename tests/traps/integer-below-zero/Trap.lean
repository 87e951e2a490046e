theorem Trap.claim (n : Int) (h : n + 1 = 0) : n = -1 := by omega
