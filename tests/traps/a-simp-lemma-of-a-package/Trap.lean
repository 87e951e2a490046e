import Q

theorem Trap.claim : Q.f 3 = 4 := by simp
