theorem Trap.claim (n : Nat) : n + 1 ≠ 0 := by omega
