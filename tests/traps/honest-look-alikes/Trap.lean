/-! Sorries that nothing below may reach, and proofs that look as if they did. -/

theorem A.hole (n : Nat) : n = n + 1 := sorry
theorem A.fine (n : Nat) : n + 0 = n := rfl

def B.g (n : Nat) : Nat := n
@[simp] theorem B.hole (n : Nat) : B.g n = n + 1 := sorry

class C (p : Prop) : Prop where
  law : p
instance : C (1 = 2) := ⟨sorry⟩

def f (n : Nat) : Nat := n + n

namespace Trap

theorem opened (n : Nat) : n + 0 = n := by
  open A in exact fine n
theorem renamed (n : Nat) : n + 0 = n := open A renaming fine → ok in ok n
theorem hidden (n : Nat) : n + 0 = n := open A hiding hole in fine n
theorem chosen (n : Nat) : n + 0 = n := open A (fine) in fine n
theorem option_inside (n : Nat) : n * 1 = n := (set_option maxRecDepth 900 in by omega : n * 1 = n)

set_option
  maxRecDepth /- for all -/
  1000
theorem option_apart (n : Nat) : n * 1 = n := by omega

theorem intro_bars : ∀ n : Nat, n < n + 1 := by
  intro
  | 0 => decide
  | n + 1 => omega
theorem two_cases (n : Nat) : n * 0 = 0 := by
  by_cases h : n = 0
  case pos | neg => omega
theorem by_conv (a b : Nat) : a + b = b + a := by
  conv => lhs; rw [Nat.add_comm]
theorem by_calc (a b : Nat) (h : a = b) : f a = f b := by
  calc
    f a = f b := by rw [h]
theorem by_if (n : Nat) : n < 2 ∨ 1 < n := by
  if h : n < 2 then left; exact h else right; omega
theorem by_iterate (a b : Nat) (h : a = b) : (a ≤ b) ∧ (b ≤ a) := by
  constructor
  iterate 2 omega
theorem by_let_rec (n : Nat) : f n = n + n :=
  let rec go (k : Nat) : f k = k + k := by rfl
  go n
theorem by_itself : (n : Nat) → n ≤ f n
  | 0 => Nat.le_refl _
  | n + 1 => by have := by_itself n; unfold f at *; omega
termination_by n => n
decreasing_by omega
theorem with_default (n : Nat) (h : n < n + 1 := by omega) : f n < n + 1 + n := by unfold f; omega
theorem by_default (n : Nat) : f n < n + 1 + n := with_default n
theorem by_quotes (a b : Nat) (_ : a < b) : a + 1 ≤ b := ‹a < b›
theorem by_exists (n : Nat) : ∃ k, k = f n + 0 ∧ n ≤ k := by
  exists f n; unfold f; omega
theorem decided : f 3 = 6 ∧ f 4 ≠ 9 := by decide
theorem names (p q : Prop) (admit : p) (stop : q) : q ∧ p := ⟨stop, admit⟩
theorem hinted (a b : Nat) (hint : a < b) : a ≤ b := Nat.le_of_lt hint
theorem spoken (n : Nat) : f n = n + n := by
  /- sorry -/ have _s := "sorry by sorry"; rfl -- sorry
theorem one : f 1 = 2 := rfl theorem two : f 2 = 4 := by rfl /-- sorry -/ theorem three : f 3 = 6 := rfl
mutual theorem ping (n : Nat) : f n = n + n := rfl theorem pong (n : Nat) : f n = n + n := ping n end
theorem nothing (x : Option Nat) (h : x = none) : x.isNone = true := by simp [h]
theorem cons_not_nil (l : List Nat) (h : f 3 :: l = [6]) : l = [] := by simpa [f] using h
theorem hexadecimal (n : Nat) (h : n < 0x10) : n < 17 := by omega
theorem any_order {α : Type} [LE α] (a b : α) (h : a ≤ b) : ∃ c, a ≤ c := ⟨b, h⟩
theorem a_hole (n : Nat) : ∃ k, k = n + 1 ∧ n < k := ⟨_, rfl, Nat.lt_succ_self _⟩
theorem by_simp (n : Nat) (h : n = 2) : f n = 4 := by simp [f, h]
theorem by_class [C (2 = 2)] (n : Nat) : f n + 0 = f n := by rfl
theorem by_dot (a b : Nat) (h : a = f b) : f b + 0 = a := h.symm

end Trap
