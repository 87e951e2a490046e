def bound (n : Nat) : Nat := n + 1

namespace Trap
theorem claim (n : Nat) : n < bound n := by
  unfold bound
  omega
end Trap
