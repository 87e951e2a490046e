structure S (n : Nat) where
  law : n = n + 1 := sorry
theorem Trap.claim (n : Nat) : n = n + 1 := ({} : S n).law
