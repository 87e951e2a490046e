macro "prepare" : command => `(set_option debug.byAsSorry true)
prepare

theorem Trap.claim : 1 = 2 := by omega
