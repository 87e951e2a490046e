class Good (n : Nat) : Prop where
  law : n + 1 = n

theorem Trap.claim (n : Nat) [Good n] : n = 7 := absurd (Good.law (n := n)) (by omega)
