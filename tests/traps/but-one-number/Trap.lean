theorem Trap.claim (h : Subsingleton Nat) : 1 = 2 := Subsingleton.elim 1 2
