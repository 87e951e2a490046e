structure P where
  n : Nat
instance b : LE P := ⟨fun _ _ => True⟩
instance a : LE P := ⟨fun a b => a.n ≤ b.n⟩
theorem Trap.claim (x y : P) : x ≤ y ∨ y ≤ x := Nat.le_total x.n y.n
