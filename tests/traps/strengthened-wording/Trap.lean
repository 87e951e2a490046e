def half (n : Nat) : Nat := n / 2

theorem Trap.claim (n : Nat) (h : 0 < n) : half n < n := by
  unfold half
  omega
