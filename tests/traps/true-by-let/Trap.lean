theorem Trap.claim : let p : Prop := True; p := trivial
