theorem Trap.claim : 1 = 2 := by
  conv =>
    lhs
    tactic =>
      skip
      admit
