opaque Trap.claim (n : Nat) : Nat
