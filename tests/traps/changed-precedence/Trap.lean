infixl:65 " ⊞ " => fun (a b : Nat) => a + b
theorem Trap.claim (a b : Nat) : a ⊞ b * 1 = a + b := by simp
