class Law (α : Type) where
  out : 1 = 2
instance : Law Nat := ⟨sorry⟩
def T := Nat deriving Law
theorem Trap.claim : 1 = 2 := Law.out T
