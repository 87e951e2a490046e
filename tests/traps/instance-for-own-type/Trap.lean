structure Number where
  n : Nat
abbrev Numbers := List Number
instance : Membership Nat Numbers := ⟨fun xs n => ∃ x ∈ (xs : List Number), x.n = n⟩
theorem Trap.claim (xs : List Nat) (n : Nat) (h : n ∈ xs) : n ∈ xs ++ [1] := by simp [h]
