theorem Trap.claim : 1 = 2 := «sorryAx» _ false
