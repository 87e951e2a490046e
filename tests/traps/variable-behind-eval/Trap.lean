#eval 1
  variable (h : 1 = 2)
include h theorem Trap.claim : 3 = 4 := by omega
