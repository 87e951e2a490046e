structure T where
  n : Nat
@[ext] theorem T.my (a b : T) (h : True) : a = b := sorry
theorem Trap.claim (a b : T) : a = b := by ext; trivial
