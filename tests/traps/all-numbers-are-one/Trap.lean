theorem Trap.claim (h : ∀ a b : Nat, a = b) : 3 = 4 := h 3 4
