theorem Trap.claim (n : Nat) : id <| show Prop from (by exact True) := trivial
