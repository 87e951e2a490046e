def Strict.bound (n : Nat) : Nat := n + 1
def Loose.bound (n : Nat) : Nat := n * n + n + 1

open Strict

theorem Trap.claim (n : Nat) : n < bound n := by
  unfold bound
  omega
