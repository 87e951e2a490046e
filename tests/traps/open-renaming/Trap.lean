theorem Bad.hole : 1 = 2 := sorry

open Bad renaming hole → fine

theorem Trap.claim : 1 = 2 := fine
