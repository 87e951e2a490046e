theorem Trap.claim (n : Nat) (_h : n + 1 = 0) : 1 = 2 := by omega
