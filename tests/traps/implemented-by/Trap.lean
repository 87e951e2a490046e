def fast (_ : Nat) : Bool := true

@[implemented_by fast]
def isSmall (n : Nat) : Bool := n < 3

theorem Trap.claim : isSmall 7 = true := by native_decide
