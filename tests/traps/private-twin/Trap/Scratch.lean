module

private theorem Trap.key : 1 + 1 = 2 := sorry
