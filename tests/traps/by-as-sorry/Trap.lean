set_option debug.byAsSorry true

theorem Trap.claim : 1 = 2 := by omega
