def f (n : Nat) := n
@[simp] axiom magic (n : Nat) : f n = n + 1
theorem Trap.claim (n : Nat) : f n = n + 1 := by simp
