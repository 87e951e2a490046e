def check : Bool := true

theorem Trap.claim : check = true := Lean.ofReduceBool check true rfl
