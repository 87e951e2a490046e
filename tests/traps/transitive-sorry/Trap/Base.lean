module
@[expose] public section

theorem Trap.base (n : Nat) : n * 0 = 0 := sorry
