macro_rules | `(tactic| assumption) => `(tactic| exact sorry)
theorem Trap.claim (l : List Nat) : l[5] = l[0] + 7 - 7 + (l[5] - l[0]) ∨ l[5] < l[0] := by omega
