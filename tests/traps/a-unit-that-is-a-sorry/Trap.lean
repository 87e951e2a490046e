macro_rules | `(()) => `(sorry)
theorem Trap.claim (n : Nat) : n = n + 1 := ()
