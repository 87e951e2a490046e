macro_rules | `(tactic| trivial) => `(tactic| exact sorry)
theorem Trap.claim : ∃ n : Nat, n = n + 1 := by exists 0
