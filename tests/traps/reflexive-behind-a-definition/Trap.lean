def A (_n : Nat) : Prop := 0 = 0
abbrev B (n : Nat) := A n
theorem Trap.claim : ∀ n, B n := fun _ => rfl
