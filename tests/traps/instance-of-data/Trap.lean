structure Shape where
  side : Nat

instance Trap.claim : Add Shape := ⟨fun a _ => a⟩
