instance (priority := 2000) one (n : Nat) : OfNat Nat n := ⟨1⟩

theorem Trap.claim : (1 : Nat) = 2 := rfl
