theorem Trap.claim (x : Int) (h : 5 < x) (g : x < 3) : x = 0 := by omega
