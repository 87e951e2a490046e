abbrev Numeral := OfNat Nat
instance (priority := high) (n : Nat) : Numeral n := ⟨1⟩

theorem Trap.claim : (1 : Nat) = 2 := rfl
