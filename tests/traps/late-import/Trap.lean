theorem Trap.other : 1 = 1 := rfl

import Trap.Nothing

theorem Trap.claim : 1 = 2 := rfl
