@[extern "trap_is_small"]
def isSmall (n : Nat) : Bool := n < 3

theorem small : isSmall 1 = true := by native_decide

theorem Trap.claim : isSmall 1 = true := small
