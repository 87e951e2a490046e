theorem Trap.claim (x : Nat) (l : List Nat) (_h : x :: l = []) : 1 = 2 := by simp at _h
