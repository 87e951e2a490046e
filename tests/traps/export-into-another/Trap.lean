namespace A theorem hole (n : Nat) : n = n + 1 := sorry end A namespace B export A (hole) end B
open B theorem Trap.claim (n : Nat) : n = n + 1 := hole n
