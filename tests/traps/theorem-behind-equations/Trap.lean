def f : Nat → Nat | 0 => 1 | n + 1 => n theorem hole (n : Nat) : n = n + 1 := sorry theorem Trap.claim (n : Nat) : n = n + 1 := hole n
