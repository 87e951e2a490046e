import Q

theorem Trap.claim : 2 + 2 = 5 := by finish_it
