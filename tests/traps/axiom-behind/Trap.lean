axiom Nat.add_right_neg (n : Nat) : n = n + 1

theorem Trap.claim : 0 = 1 := Nat.add_right_neg 0
