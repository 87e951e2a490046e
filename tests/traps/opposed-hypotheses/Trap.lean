theorem Trap.claim (f : Nat → Nat) (h : ∀ x, f x = 0) (g : ¬ ∀ y, f y = 0) : f 0 = 1 := absurd h g
