def f (n : Nat) : Nat := n
@[simp↓] theorem hole (n : Nat) : f n = n + 1 := sorry
theorem Trap.claim (n : Nat) : f n = n + 1 := by simp
