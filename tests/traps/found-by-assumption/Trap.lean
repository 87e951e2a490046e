macro_rules | `(tactic| assumption) => `(tactic| exact sorry)
theorem Trap.claim (n : Nat) : n = n + 1 := ‹n = n + 1›
