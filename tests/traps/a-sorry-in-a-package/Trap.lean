import Q

theorem Trap.claim (n : Nat) : n * 1 = n := Q.deep n
