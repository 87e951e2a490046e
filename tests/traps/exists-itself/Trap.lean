theorem Trap.claim (f : Nat → Nat) (x : Nat) : ∃ y, y = f x := ⟨f x, rfl⟩
