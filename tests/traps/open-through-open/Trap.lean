theorem Outer.Inner.hole : 1 = 2 := sorry

open Outer Inner

theorem Trap.claim : 1 = 2 := hole
