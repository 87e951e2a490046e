theorem Trap.claim (n : Nat) : match n with | 0 => True | _ => True := by cases n <;> trivial
