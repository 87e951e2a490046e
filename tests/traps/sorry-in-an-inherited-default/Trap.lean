structure P (n : Nat) where
  law : n = n + 1
structure S (n : Nat) extends P n where
  law := sorry
theorem Trap.claim (n : Nat) : n = n + 1 := ({} : S n).law
