theorem Trap.claim (a b : Nat) (h : a < b) (g : b ≤ a) : a = b := absurd h (Nat.not_lt.mpr g)
