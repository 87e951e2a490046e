macro "slow " c:command : command => `(set_option maxHeartbeats 400000 in $c:command)
slow theorem Trap.claim (n : Nat) : n + 0 = n := Nat.add_zero n
