macro "inner_step" : tactic => `(tactic| sorry)
macro "outer_step" : tactic => `(tactic| (skip; inner_step))

theorem Trap.claim : 1 = 2 := by outer_step
