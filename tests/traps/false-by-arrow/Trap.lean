theorem Trap.claim (n : Nat) : n + 1 ≤ n → n = 7 := fun h => absurd h (by omega)
