theorem Trap.claim (n : Nat) (h : 0 < n) : True := trivial
