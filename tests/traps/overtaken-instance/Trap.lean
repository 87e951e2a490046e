structure P where
  n : Nat
instance a : LE P := ⟨fun a b => a.n ≤ b.n⟩
instance (priority := low) b : LE P := ⟨fun _ _ => True⟩
theorem Trap.claim (x y : P) : x ≤ y ∨ y ≤ x := Nat.le_total x.n y.n
