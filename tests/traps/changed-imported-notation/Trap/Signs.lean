infixl:65 " ⊞ " => Nat.add
