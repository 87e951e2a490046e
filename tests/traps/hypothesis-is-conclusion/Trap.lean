theorem Trap.claim (f : Nat → Nat) (h : ∀ x, f x ≤ x) : ∀ x, f x ≤ x := h
