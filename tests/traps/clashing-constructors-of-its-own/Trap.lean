inductive Colour
  | red
  | blue

theorem Trap.claim (_h : Colour.red = Colour.blue) : 1 = 2 := by cases _h
