def Trap.f (n : Nat) : 1 = 2 := Trap.f (n + 1)
termination_by n
decreasing_by
  all_goals
    skip
    admit

theorem Trap.claim : 1 = 2 := Trap.f 0
