theorem Trap.claim (e : Empty) : (1 : Nat) = 2 := nomatch e
