inductive Isometry (f : Nat → Nat) : Prop
  | intro : Isometry f
theorem Trap.claim (f : Nat → Nat) : Isometry f := .intro
