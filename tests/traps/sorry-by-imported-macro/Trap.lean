module
public import Trap.Tactics
@[expose] public section

theorem Trap.claim : 1 = 2 := by obvious
