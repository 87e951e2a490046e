theorem shrinks (n : Nat) : n + 1 < n := sorry

def loop (n : Nat) : n = n + 1 := by
  have := loop (n + 1)
  omega
termination_by n
decreasing_by exact shrinks n

theorem Trap.claim : 0 = 1 := loop 0
