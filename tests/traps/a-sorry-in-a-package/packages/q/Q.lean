theorem Q.hole (n : Nat) : n * 1 = n := by sorry

theorem Q.deep (n : Nat) : n * 1 = n := Q.hole n
