structure Rot where
  f : Nat → Nat
  iso : ∀ x y, f x * f y = x * y
theorem Trap.claim (r : Rot) (a b : Nat) : r.f a * r.f b = a * b := r.iso a b
