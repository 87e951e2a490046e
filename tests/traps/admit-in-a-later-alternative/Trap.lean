theorem Trap.claim : 1 = 2 := by
  first
    | rfl
    | skip
      admit
