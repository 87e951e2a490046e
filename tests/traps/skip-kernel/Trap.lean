set_option debug.skipKernelTC true in
theorem Trap.claim : 1 = 1 + 0 := rfl
