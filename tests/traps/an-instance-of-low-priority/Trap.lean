class Law (p : Prop) : Prop where
  out : p
instance (priority := low) any (p : Prop) : Law p := ⟨sorry⟩
theorem Trap.claim (n : Nat) : n = n + 1 := Law.out
