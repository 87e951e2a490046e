set_option /- the -/ debug.byAsSorry -- debug
  true
theorem Trap.claim (n : Nat) : n = n + 1 := by simp
