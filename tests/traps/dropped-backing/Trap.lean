theorem Trap.claim (n : Nat) : n ≤ n + n := by omega
theorem Trap.attained : (0 : Nat) = 0 + 0 := rfl
