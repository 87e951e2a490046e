theorem hole (n : Nat) (h : n = n + 1 := by admit) : n = n + 1 := h
theorem Trap.claim (n : Nat) : n = n + 1 := hole n
