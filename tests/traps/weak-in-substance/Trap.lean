theorem Trap.claim (f : Nat → Nat) (x : Nat) : f x - f x = 0 := Nat.sub_self _
