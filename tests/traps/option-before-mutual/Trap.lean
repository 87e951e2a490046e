set_option debug.byAsSorry true in mutual
theorem Trap.claim (n : Nat) : n = n + 1 := by simp
theorem Trap.other (n : Nat) : n = n := by simp
end
