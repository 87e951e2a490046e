theorem Trap.claim (n : Nat) : n = n + 1 := by
  by_cases h : n = 0
  case pos | neg => admit
