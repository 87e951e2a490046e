partial def Trap.steps (n : Nat) : Nat :=
  if n ≤ 1 then 0 else 1 + Trap.steps (if n % 2 = 0 then n / 2 else 3 * n + 1)

theorem Trap.claim (n : Nat) (h : 0 < n) : ∃ k, Trap.steps n ≤ k ∧ Trap.steps n < k + n :=
  ⟨Trap.steps n, Nat.le_refl _, Nat.lt_add_of_pos_right h⟩
