theorem Trap.claim (f : Nat → Nat) : ∃ x : Nat, True := ⟨0, trivial⟩
