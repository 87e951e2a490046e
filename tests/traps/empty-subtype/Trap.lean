theorem Trap.claim (x : {n : Nat // n < n}) : x.val = 7 := absurd x.property (Nat.lt_irrefl _)
