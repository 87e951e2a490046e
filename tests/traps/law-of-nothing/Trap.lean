theorem Trap.claim (p : Nat → Prop) : ∀ x ∈ ([] : List Nat), p x := by simp
