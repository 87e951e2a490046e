theorem Trap.claim (n : Nat) : n = n + 1 := by
  if h : n = 0 then admit else admit
