#guard_msgs (drop all) in
mutual
theorem Trap.claim : 1 = 2 := by omega
theorem other : 1 = 1 := rfl
end
