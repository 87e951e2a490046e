notation "∎" => sorry

theorem Trap.claim : 1 = 2 := ∎
