namespace Odd
scoped instance (priority := high) : LE Nat := ⟨fun _ _ => True⟩
end Odd
section
open Odd
theorem Trap.claim (a b : Nat) : a ≤ b := trivial
end
