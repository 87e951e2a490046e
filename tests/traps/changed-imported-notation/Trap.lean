import Trap.Signs

theorem Trap.claim (a b : Nat) : a ⊞ b = b ⊞ a := Nat.add_comm a b
