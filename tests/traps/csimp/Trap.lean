module
@[expose] public section

def slow (n : Nat) : Nat := n + 0
def quick (n : Nat) : Nat := n

@[csimp] theorem slow_eq_quick : @slow = @quick := by funext n; rfl

theorem Trap.claim : slow 5 = 5 := by native_decide
