macro "start" : command => `(instance (priority := high) : OfNat Nat 2 := ⟨1⟩)
start
theorem Trap.claim : (1 : Nat) = 2 := rfl
