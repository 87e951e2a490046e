module
public import Trap.Middle
@[expose] public section

theorem Trap.claim (n : Nat) : n * 0 = 0 := Trap.middle n
