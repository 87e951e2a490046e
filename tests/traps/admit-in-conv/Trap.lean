theorem Trap.claim (n : Nat) : n = n + 1 := by
  conv => lhs; tactic => admit
