theorem hole : 1 = 2 := sorry

theorem Trap.claim (hole : Nat) : 1 = 2 := by
  clear hole
  exact hole
