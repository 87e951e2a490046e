inductive Never
theorem Trap.claim (h : Never) : 1 = 2 := nomatch h
