structure Setting where
  n : Nat
  law : n < n

theorem Trap.claim (s : Setting) : s.n = 7 := absurd s.law (Nat.lt_irrefl _)
