theorem a : True := trivial /-- d -/ theorem hole (n : Nat) : n = n + 1 := sorry
theorem Trap.claim (n : Nat) : n = n + 1 := hole n
