namespace A
scoped instance : Decidable (1 = 2) := isTrue sorry
end A
theorem Trap.claim : 1 = 2 := by
  open scoped A in decide
