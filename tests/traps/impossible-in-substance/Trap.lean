theorem Trap.claim (n : Nat) (h : n * n = 2) : n = 7 := by
  have : n < 2 := by
    apply Nat.lt_of_not_le
    intro g
    have := Nat.mul_le_mul g g
    omega
  have : n = 0 ∨ n = 1 := by omega
  rcases this with rfl | rfl <;> simp at h
