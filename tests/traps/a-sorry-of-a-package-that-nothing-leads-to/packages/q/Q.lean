theorem Q.hole : 1 = 2 := by sorry

theorem Q.good (n : Nat) : n + 0 = n := rfl
