theorem Trap.claim (x : Nat) (h : (none : Option Nat) = some x) : x = x + 1 := by cases h
