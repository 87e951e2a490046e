theorem hole : 1 = 2 := sorry

alias Trap.claim := hole
