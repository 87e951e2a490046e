def join (a b : Nat) : Nat := a + b
infixl:65 " ⊞ " => join

theorem Trap.claim (a b : Nat) : a ⊞ b = b ⊞ a := Nat.add_comm a b
