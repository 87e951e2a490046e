theorem Trap.claim (n : Nat) : n = n + 1 := by
  revert n
  intro
  | 0 => admit
  | _ + 1 => admit
