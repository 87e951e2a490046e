def Contracts (f : Nat → Nat) : Prop := ∀ x, f x ≤ x

theorem Trap.claim (f : Nat → Nat) (h : ∀ x, f x ≤ x) : Contracts f := h
