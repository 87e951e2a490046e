def f (n : Nat) : Nat := n

theorem Trap.claim (n : Nat) : Eq (f n) (f n) := rfl
