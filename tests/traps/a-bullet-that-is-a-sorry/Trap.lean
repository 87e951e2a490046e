macro_rules | `(tactic| · $t) => `(tactic| (skip; exact sorry))
theorem Trap.claim (n : Nat) : n = n + 1 := by
  · omega
