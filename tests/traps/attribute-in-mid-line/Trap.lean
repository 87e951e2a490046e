theorem a : True := trivial @[simp] theorem hole (n : Nat) : n = n + 1 := sorry
theorem Trap.claim (n : Nat) : n = n + 1 := by rw [← hole]
