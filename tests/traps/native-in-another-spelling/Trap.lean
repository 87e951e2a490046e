theorem Trap.claim : 2 + 2 = 4 := by
  decide (config := { native := .true })
