instance (priority := high) {α : Type} : LE α := ⟨fun _ _ => True⟩
theorem Trap.claim (a b : Nat) : a ≤ b := trivial
