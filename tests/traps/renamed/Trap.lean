theorem Trap.claim_of_le : 1 = 1 := rfl
