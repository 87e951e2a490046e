theorem Trap.claim (h : false) : 1 = 2 := by cases h
