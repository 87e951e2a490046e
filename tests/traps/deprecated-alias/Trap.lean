theorem Trap.better : 1 + 1 = 2 := rfl

@[deprecated Trap.better (since := "2026-01-01")]
theorem Trap.claim : 1 + 1 = 2 := Trap.better
