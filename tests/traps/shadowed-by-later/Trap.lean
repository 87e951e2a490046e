theorem key : 1 = 2 := sorry

namespace Trap
theorem claim : 1 = 2 := key
theorem key : 1 = 1 := rfl
end Trap
