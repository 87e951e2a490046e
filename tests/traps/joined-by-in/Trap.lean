structure Box where
  size : Nat

deriving instance Repr for Box in
theorem key (n : Nat) : n * 1 = n + 1 := sorry

theorem Trap.claim (n : Nat) : n * 1 = n + 1 := key n
