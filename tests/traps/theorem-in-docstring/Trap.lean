/-- Write it so:
theorem Trap.claim : 1 = 2 := rfl
-/
def example_of_style : Nat := 0
