macro "assume_known" n:ident ":" t:term : command => `(theorem $n : $t := sorry)

assume_known hole : 1 = 2

theorem Trap.claim : 1 = 2 := hole
