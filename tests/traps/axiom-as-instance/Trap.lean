class Law : Prop where
  out : 1 = 2
@[instance] axiom magic : Law
theorem Trap.claim : 1 = 2 := Law.out
