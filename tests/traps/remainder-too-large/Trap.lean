theorem Trap.claim (n : Nat) (_h : n % 2 = 5) : 1 = 2 := by omega
