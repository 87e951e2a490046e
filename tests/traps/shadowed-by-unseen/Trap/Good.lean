module
@[expose] public section

theorem Trap.key : 1 = 1 := rfl
