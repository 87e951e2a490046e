theorem bad : 1 = 2 := sorry
macro_rules | `(tactic| eq_refl) => `(tactic| exact bad)

theorem Trap.claim : 1 = 2 := by rfl
