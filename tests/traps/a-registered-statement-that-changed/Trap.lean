theorem Trap.claim (n : Nat) : n <= n + 1 := Nat.le_succ n
