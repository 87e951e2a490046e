theorem Trap.claim (n : Nat) : n = n + 1 := by
  induction n
  stop
  all_goals simp
