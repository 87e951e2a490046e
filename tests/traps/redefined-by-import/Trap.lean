module
public import Trap.Signs
@[expose] public section

theorem Trap.claim (a b : Nat) : a ≤ b := trivial
