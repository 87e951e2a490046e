theorem Trap.claim (n : Nat) : n = n + 1 :=
  Trap.claim (n + 1) |> fun h => by omega
termination_by n
decreasing_by all_goals admit
