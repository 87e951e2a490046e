def R (a b : Nat) : Prop := a = b + 1
@[refl] theorem R.refl (n : Nat) : R n n := sorry
theorem Trap.claim (n : Nat) : R n n := by rfl
