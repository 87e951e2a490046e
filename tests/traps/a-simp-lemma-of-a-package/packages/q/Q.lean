def Q.f (n : Nat) : Nat := n + 1

@[simp] theorem Q.f_three : Q.f 3 = 4 := by sorry
