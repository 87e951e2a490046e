instance : Trans (α := Nat) (β := Nat) (γ := Nat) (· ≠ ·) (· ≠ ·) (· ≠ ·) := ⟨fun _ _ => sorry⟩

theorem Trap.claim (a b : Nat) (h : a ≠ b) (h' : b ≠ a) : a ≠ a :=
  calc
    a ≠ b := h
    _ ≠ a := h'
