theorem t : True := trivial attribute [simp] t set_option debug.byAsSorry true
theorem Trap.claim (n : Nat) : n = n + 1 := by simp
