/-- Proved without sorry. -/
theorem no_sorry' : "sorry" = "sor" ++ "ry" := rfl -- sorry for the pun

/- sorry -/
theorem Trap.claim : "sorry" = "sor" ++ "ry" := no_sorry'
