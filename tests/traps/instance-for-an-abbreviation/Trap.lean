abbrev Number := Nat
instance (priority := high) : LE Number := ⟨fun _ _ => True⟩
theorem Trap.claim (a b : Nat) : a ≤ b := trivial
