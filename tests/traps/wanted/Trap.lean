proof_wanted Trap.claim : 1 = 2
