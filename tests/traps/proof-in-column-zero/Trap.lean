theorem Trap.claim : 1 = 2 := by
skip
set_option maxRecDepth 1000 in
sorry
