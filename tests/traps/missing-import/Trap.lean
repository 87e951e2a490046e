import Trap.Gone
theorem Trap.claim : 1 = 1 + 0 := Trap.key
