variable [LT Nat]

theorem Trap.claim (h : ∀ a b : Nat, a < b) : 2 < 1 := h 2 1
