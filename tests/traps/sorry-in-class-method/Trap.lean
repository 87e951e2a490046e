class Lawful (α : Type) where
  op : α → α
  law : ∀ a, op (op a) = a := by intro; sorry

instance : Lawful Nat where
  op n := n + 1

theorem Trap.claim : (0 : Nat) + 1 + 1 = 0 := Lawful.law (α := Nat) 0
