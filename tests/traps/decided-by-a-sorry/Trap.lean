instance : Decidable (∀ n : Nat, n = n + 1) := isTrue sorry
theorem Trap.claim : ∀ n : Nat, n = n + 1 := by decide
