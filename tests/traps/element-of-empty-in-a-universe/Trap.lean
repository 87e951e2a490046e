theorem Trap.claim (x : PEmpty.{1}) : 1 = 2 := nomatch x
