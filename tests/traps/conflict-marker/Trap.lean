theorem Trap.claim : 1 = 1 := by
<<<<<<< HEAD
  rfl
=======
  simp
>>>>>>> feature
