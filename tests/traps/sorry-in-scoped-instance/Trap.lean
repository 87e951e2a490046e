class Good (n : Nat) : Prop where
  out : n = n + 1
namespace Odd
scoped instance (n : Nat) : Good n := ⟨sorry⟩
end Odd
theorem use (n : Nat) [g : Good n] : n = n + 1 := g.out
open Odd in
theorem Trap.claim : 1 = 2 := use 1
