module
public import Trap.Bad
@[expose] public section

namespace Trap
theorem claim : 1 = 2 := key
end Trap
