theorem Trap.claim (n : Nat) : n = n + 1 := helper n
where
  helper (m : Nat) : m = m + 1 := by
    sorry
