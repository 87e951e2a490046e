class Law (n : Nat) (p : outParam Prop) : Prop where
  out : p
instance (n : Nat) : Law n (n = n + 1) := ⟨sorry⟩
theorem use {p : Prop} (n : Nat) [Law n p] : p := Law.out n
theorem Trap.claim (n : Nat) : n = n + 1 := use n
