def quarter (n : Nat) : Nat := n / 4
def small (n : Nat) : Nat := quarter n + 1
def bound (n : Nat) : Nat := small n + 1

theorem Trap.claim (n : Nat) : n < bound n * 4 := by
  unfold bound small quarter
  omega
