def Chain : (Nat → Nat → Prop) → Nat → List Nat → Prop := (fun R a l => List.Pairwise R (a :: l))
theorem Trap.claim (R : Nat → Nat → Prop) (a b : Nat) (h : Chain R b []) : Chain R a [] := by
  simp [Chain]
