import Trap
theorem Trap.key : 1 = 1 + 0 := Trap.claim
