theorem Trap.claim (n : Nat) : if n = n then True else False := by simp
