@[induction_eliminator] theorem Nat.myrec {motive : Nat → Prop} (zero : motive 0) (n : Nat) : motive n := sorry
theorem Trap.claim (n : Nat) : n = 0 := by
  induction n
  rfl
