theorem Trap.claim (f : Nat → Nat) (h : ∀ n : Nat, n = 0) : f 1 = f 2 := by rw [h 1, h 2]
