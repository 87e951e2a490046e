def xs : Array Nat := #[]

@[simp] theorem xs_not_empty : 0 < xs.size := sorry

theorem Trap.claim : xs[0] + 0 = xs[0] := Nat.add_zero _
