macro "start" : command => `(variable (h : False) include h)
start
theorem Trap.claim : 1 = 2 := by contradiction
