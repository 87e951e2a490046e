structure Box where
  n : Nat

theorem Box.out (b : Box) : b.n = 0 := sorry

theorem key.out : 1 = 1 := rfl

theorem Trap.claim : ∀ key : Box, key.n = 0 := fun key => key.out
