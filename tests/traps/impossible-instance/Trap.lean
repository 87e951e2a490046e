class Truth (p : Prop) : Prop where
  out : p

variable [Truth (1 = 2)]

theorem Trap.claim (n : Nat) : n = n + 7 := absurd (Truth.out (p := 1 = 2)) (by decide)
