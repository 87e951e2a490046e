structure S (p : Prop) : Prop where
  k : True
instance (p : Prop) : CoeOut (S p) p := ⟨fun _ => sorry⟩
theorem Trap.claim (n : Nat) : n = n + 1 := (S.mk trivial : S (n = n + 1))
