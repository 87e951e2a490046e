structure Grade where
  n : Nat

instance : LE Grade := ⟨fun a b => a.n ≤ b.n⟩

theorem Trap.claim (a : Grade) : a ≤ a := Nat.le_refl a.n
