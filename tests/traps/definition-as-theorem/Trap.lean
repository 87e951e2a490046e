def Trap.claim : Prop := ∀ n : Nat, n = n + 1
