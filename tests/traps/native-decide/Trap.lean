theorem Trap.claim : 10007 % 7 = 4 := by native_decide
