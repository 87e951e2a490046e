syntax:max command " quietly" : command
macro_rules | `($c:command quietly) => `(#guard_msgs (drop all) in $c)
theorem Trap.claim : 1 = 2 := by omega
quietly
