def R (a b : Nat) : Prop := a ≤ b
@[symm] theorem R.symm {a b : Nat} (h : R a b) : R b a := sorry
theorem Trap.claim (a b : Nat) (h : R a b) : R b a := by symm; exact h
