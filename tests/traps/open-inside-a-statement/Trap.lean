def A.Fine : Prop := False → 1 = 2
theorem Trap.claim : open A in Fine := fun h => h.elim
