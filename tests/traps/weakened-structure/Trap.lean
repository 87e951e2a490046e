structure Code where
  length : Nat
  law : 0 < length

theorem Trap.claim (c : Code) : c.length ≠ 0 := Nat.ne_of_gt c.law
