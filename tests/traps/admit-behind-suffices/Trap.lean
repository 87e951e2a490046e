theorem Trap.claim (n : Nat) : n = n + 1 := by
  suffices h : False by exact h.elim
  admit
