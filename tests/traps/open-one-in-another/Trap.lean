theorem A.B.hole (n : Nat) : n = n + 1 := sorry
open A B theorem Trap.claim (n : Nat) : n = n + 1 := hole n
