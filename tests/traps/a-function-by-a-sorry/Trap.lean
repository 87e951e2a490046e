structure S where
  k : Nat
instance : CoeFun S (fun _ => (n : Nat) → n = n + 1) := ⟨fun _ => sorry⟩
theorem Trap.claim (n : Nat) : n = n + 1 := (S.mk 1) n
