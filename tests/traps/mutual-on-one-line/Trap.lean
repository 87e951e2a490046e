mutual theorem hole (n : Nat) : n = n + 1 := sorry theorem other (n : Nat) : n = n + 1 := hole n end theorem Trap.claim (n : Nat) : n = n + 1 := other n
