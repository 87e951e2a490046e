theorem fine : 1 = 1 := rfl   #exit
theorem Trap.claim : 1 = 2 := rfl
