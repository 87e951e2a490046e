import Elsewhere.Tactics

theorem Trap.claim : 1 = 2 := by somebody_elses_tactic
