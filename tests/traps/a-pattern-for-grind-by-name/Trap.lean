def f (n : Nat) : Nat := n
theorem hole (n : Nat) : f n = n + 1 := sorry
grind_pattern hole => f n
theorem Trap.claim (n : Nat) : f n = n + 1 := by grind
