def norm1 (n : Nat) := n
def norm2 (_ : Nat) := 0
alias norm := norm1
theorem Trap.claim (n : Nat) : norm n ≤ n := Nat.le_refl n
