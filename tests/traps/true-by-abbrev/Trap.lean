abbrev Harmless (n : Nat) : Prop := n = n + 0 ∨ True
def Secure (n : Nat) : Prop := Harmless n

theorem Trap.claim (n : Nat) : Secure n := Or.inr trivial
