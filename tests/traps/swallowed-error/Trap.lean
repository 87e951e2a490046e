#guard_msgs (drop error) in
theorem Trap.claim : 1 = 2 := rfl
