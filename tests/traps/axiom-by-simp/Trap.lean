opaque weight : Nat → Nat
@[simp] axiom weight_zero (n : Nat) : weight n = 0

theorem Trap.claim : weight 7 = 0 := by simp
