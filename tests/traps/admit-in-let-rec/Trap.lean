theorem Trap.claim (n : Nat) : n = n + 1 :=
  let rec go (k : Nat) : k = k + 1 := by admit
  go n
