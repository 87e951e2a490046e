structure S where
  n : Nat
  h : n + 1 = 0

theorem Trap.claim (s : S) : 1 = 2 := absurd s.h (by omega)
