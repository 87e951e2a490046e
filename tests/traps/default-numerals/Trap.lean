structure N where
  v : Nat
instance (n : Nat) : OfNat N n := ⟨⟨0⟩⟩
attribute [default_instance 2000] instOfNatN

theorem Trap.claim : 1 = 2 := rfl
