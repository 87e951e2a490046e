structure T where
  n : Nat
instance : Subsingleton T := ⟨sorry⟩
theorem Trap.claim (a b : T) : a = b := Subsingleton.elim a b
