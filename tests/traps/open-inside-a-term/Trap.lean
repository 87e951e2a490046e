theorem A.hole (n : Nat) : n = n + 1 := sorry
theorem Trap.claim (n : Nat) : n = n + 1 := open A renaming hole → ok in ok n
