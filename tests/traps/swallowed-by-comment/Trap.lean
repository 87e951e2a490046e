/- A remark with an unhappy arrow /- in it.

theorem Trap.claim : 1 = 2 := rfl

-/ -/

theorem Trap.other : 1 = 1 := rfl
