def f (n : Nat) : Nat := n
@[simp] theorem key (n : Nat) : f n = 2 := sorry
theorem Trap.claim : f 1 = 2 := by
  simp?
