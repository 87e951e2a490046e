theorem Trap.claim (n : Nat) : n + 0 = n := rfl
