theorem Trap.claim (a b c : Nat) (_h : a < b) (_i : b ≤ c) (_j : c ≤ a) : 1 = 2 := by omega
