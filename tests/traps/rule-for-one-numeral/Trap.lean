macro_rules | `(term| 2) => `(1)

theorem Trap.claim : (1 : Nat) = 2 := rfl
