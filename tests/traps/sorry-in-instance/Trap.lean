class Halts (n : Nat) : Prop where
  proof : n < 10

instance (n : Nat) : Halts n := ⟨sorry⟩

theorem bound (n : Nat) [Halts n] : n < 10 := Halts.proof

theorem Trap.claim : 12 < 10 := bound 12
