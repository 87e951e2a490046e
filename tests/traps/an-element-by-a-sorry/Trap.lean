structure No : Prop where
  law : 1 = 2
instance : Nonempty No := sorry
theorem Trap.claim : 1 = 2 := (Classical.choice inferInstance : No).law
