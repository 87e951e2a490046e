namespace Trap
inductive Nat | zero

theorem claim (a b : Nat) : a = b := by cases a; cases b; rfl
end Trap
