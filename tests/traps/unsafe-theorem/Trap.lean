unsafe def gift : 1 = 2 := unsafeCast ()

unsafe theorem Trap.claim : 1 = 2 := gift
