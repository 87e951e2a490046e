theorem Trap.claim (n : Nat) : n = n + 1 := by
  exact (match n with | 0 => by admit | _ + 1 => by admit : n = n + 1)
