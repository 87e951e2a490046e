theorem Trap.claim (a : Nat) (h : a < a) : a = a + 1 := absurd h (Nat.lt_irrefl a)
