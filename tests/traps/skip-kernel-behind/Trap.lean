section
set_option debug.skipKernelTC true

theorem key : 1 = 1 + 0 := rfl
end

theorem Trap.claim : 1 = 1 + 0 := key
