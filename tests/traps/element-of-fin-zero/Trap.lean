theorem Trap.claim (i : Fin 0) (f : Fin 0 → Nat) : f i = 1 := i.elim0
