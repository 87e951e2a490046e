structure Z where
  n : Nat
instance : Lean.Grind.CommRing Z := sorry
theorem Trap.claim (a b : Z) : a * b + a = a * (b + 1) := by grind
