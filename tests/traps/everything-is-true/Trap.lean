theorem Trap.claim (h : ∀ p : Prop, p) : 1 = 2 := h _
