theorem Trap.claim : (fun (_ : Nat) => True) 3 := trivial
