def score (q k : Nat) : Nat := q * k

theorem Trap.claim (q k : Nat) : score q k = score q k := rfl
