class Fact (p : Prop) : Prop where
  out : p
theorem Trap.claim [h : Fact (1 + 1 = 3)] : 1 + 1 = 3 := h.out
