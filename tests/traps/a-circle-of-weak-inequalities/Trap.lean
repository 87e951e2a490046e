theorem Trap.claim (a b c : Nat) (h : a ≤ b) (i : b ≤ c) (j : c ≤ a) : a = c := by omega
