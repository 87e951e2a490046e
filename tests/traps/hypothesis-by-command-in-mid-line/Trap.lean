macro "#start" : command => `(variable (h : False) include h)
def three := 3 #start
theorem Trap.claim : 1 = 2 := by contradiction
