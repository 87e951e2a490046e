macro "prove " t:tacticSeq : term => `(by ($t))

theorem Trap.claim : 1 = 2 := prove
  skip
  admit
