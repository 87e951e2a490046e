structure Isometry (f : Nat → Nat) : Prop where
  ok : True
theorem Trap.claim (f : Nat → Nat) : Isometry f := ⟨trivial⟩
