theorem A.hole (n : Nat) : n = n + 1 := sorry
class C (n : Nat) : Prop where
  law : n = n + 1
instance (n : Nat) : C n := open A in ⟨hole n⟩
theorem Trap.claim (n : Nat) : n = n + 1 := C.law
