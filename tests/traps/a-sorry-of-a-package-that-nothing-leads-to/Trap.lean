import Q

theorem Trap.claim (n : Nat) : n + 0 = n := Q.good n
