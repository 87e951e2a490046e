syntax "crunch" : tactic
macro_rules | `(tactic| crunch) => `(tactic| decide +native)
theorem Trap.claim : 10 * 10 = 100 := by crunch
