theorem Trap.claim : 1 = 2 := h
where
  h : 1 = 2 := ?_
finally
  all_goals admit
