postfix:max "‼" => fun (α : Prop) => (sorry : α)
theorem Trap.claim (n : Nat) : n = n + 1 := (n = n + 1)‼
