module
public import Trap.Base
@[expose] public section

theorem Trap.middle (n : Nat) : n * 0 = 0 := by
  have h := Trap.base n
  exact h
