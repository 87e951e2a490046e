axiom Trap.claim : 1 = 2
