theorem Trap.claim (p : Prop) : ∀ n : Nat, (p → True) ∧ (n = n + 1 ∨ ¬ False) := fun _ => ⟨fun _ => trivial, Or.inr id⟩
