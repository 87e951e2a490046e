theorem Trap.claim (n : Nat) (h : False) : n = n + 1 := h.elim
