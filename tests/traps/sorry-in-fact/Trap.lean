class Truth (p : Prop) : Prop where
  out : p

namespace Hidden
instance : Truth (1 = 2) := ⟨sorry⟩
end Hidden

theorem use (p : Prop) [Truth p] : p := Truth.out

theorem Trap.claim : 1 = 2 := use _
