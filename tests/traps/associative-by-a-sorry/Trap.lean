def f (a b : Nat) : Nat := a - b
instance : Std.Associative f := ⟨sorry⟩
instance : Std.Commutative f := ⟨sorry⟩
theorem Trap.claim (a b c : Nat) : f (f a b) c = f a (f b c) := by ac_rfl
