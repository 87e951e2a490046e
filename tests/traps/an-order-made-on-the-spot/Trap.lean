theorem Trap.claim : letI : LE Nat := ⟨fun _ _ => True⟩; (2 : Nat) ≤ 1 := trivial
