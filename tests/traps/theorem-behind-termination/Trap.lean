def f (n : Nat) : Nat := if n = 0 then 0 else f (n - 1) termination_by n decreasing_by omega theorem hole (n : Nat) : n = n + 1 := sorry theorem Trap.claim (n : Nat) : n = n + 1 := hole n
