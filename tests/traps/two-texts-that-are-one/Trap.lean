theorem Trap.claim (h : "a" = "b") : 1 = 2 := by simp at h
