def f (n : Nat) : Nat := n
theorem key (n : Nat) : f n = 2 := sorry
grind_pattern key => f n
theorem Trap.claim : f 1 = 2 := by grind
