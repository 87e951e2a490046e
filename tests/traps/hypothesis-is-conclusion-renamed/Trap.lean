theorem Trap.claim (f : Nat → Nat) (h : ∀ y : Nat, (f y) = (y + 1)) : ∀ x : Nat, x + 1 = f x := fun x => (h x).symm
