module
public import Trap.Good
import Trap.Scratch
@[expose] public section

theorem Trap.claim : 1 + 1 = 2 := Trap.key
