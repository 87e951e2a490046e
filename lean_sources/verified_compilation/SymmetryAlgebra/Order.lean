module
public import SymmetryAlgebra.Sum
/-!
# Ordered commutative rings

Monotonicity and positivity of finite sums, absence of zero divisors, and positivity of inverses:
the order theory behind every inequality of the catalogue, over any linearly ordered commutative
ring of core Lean.
-/
@[expose] public section
open Lean.Grind Std
namespace SymmetryAlgebra
universe u

section ring
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- Squares are non-negative. -/
theorem sq_nonneg' (a : R) : 0 ≤ a * a := by
  have := OrderedRing.sq_nonneg (a := a); grind

/-- A sum of non-negative terms is non-negative. -/
theorem fsum_nonneg {n : Nat} (f : Fin n → R) (h : ∀ i, 0 ≤ f i) : 0 ≤ fsum n f := by
  induction n with
  | zero => simp only [fsum_zero]; grind
  | succ n ih =>
    have h0 := h 0
    have h1 := ih (fun i => f i.succ) (fun i => h i.succ)
    rw [fsum_succ]; grind

/-- Sums are monotone in their terms. -/
theorem fsum_mono {n : Nat} (f g : Fin n → R) (h : ∀ i, f i ≤ g i) : fsum n f ≤ fsum n g := by
  induction n with
  | zero => simp only [fsum_zero]; grind
  | succ n ih =>
    have h0 := h 0
    have h1 := ih (fun i => f i.succ) (fun i => g i.succ) (fun i => h i.succ)
    rw [fsum_succ, fsum_succ]; grind

/-- A vanishing sum of non-negative terms has vanishing terms. -/
theorem fsum_eq_zero {n : Nat} (f : Fin n → R) (h : ∀ i, 0 ≤ f i) (hz : fsum n f = 0) :
    ∀ i, f i = 0 := by
  induction n with
  | zero => exact fun i => i.elim0
  | succ n ih =>
    have h0 := h 0
    have h1 := fsum_nonneg (fun i => f i.succ) (fun i => h i.succ)
    rw [fsum_succ] at hz
    have e0 : f 0 = 0 := by grind
    have e1 : fsum n (fun i => f i.succ) = 0 := by grind
    intro i
    cases i using Fin.cases with
    | zero => exact e0
    | succ i => exact ih (fun i => f i.succ) (fun i => h i.succ) e1 i

/-- An ordered ring has no nilpotents of order two. -/
theorem mul_self_eq_zero' {a : R} (h : a * a = 0) : a = 0 := by
  rcases IsLinearOrder.toIsLinearPreorder.le_total a 0 with ha | ha
  · by_cases e : a = 0
    · exact e
    · have : a < 0 := by grind
      have := OrderedRing.mul_pos_of_neg_of_neg this this
      grind
  · by_cases e : a = 0
    · exact e
    · have : 0 < a := by grind
      have := OrderedRing.mul_pos this this
      grind

/-- An ordered ring has no zero divisors. -/
theorem mul_eq_zero' {a b : R} (h : a * b = 0) : a = 0 ∨ b = 0 := by
  have h2 : (a * b) * (a * b) = 0 := by grind
  by_cases ea : a = 0
  · exact .inl ea
  by_cases eb : b = 0
  · exact .inr eb
  exfalso
  have pa : 0 < a * a := by
    have := sq_nonneg' a
    have : a * a ≠ 0 := fun h => ea (mul_self_eq_zero' h)
    grind
  have pb : 0 < b * b := by
    have := sq_nonneg' b
    have : b * b ≠ 0 := fun h => eb (mul_self_eq_zero' h)
    grind
  have := OrderedRing.mul_pos pa pb
  grind

/-- Multiplication by a non-negative factor is monotone. -/
theorem ordered_mul_le_left {a b c : R} (h : a ≤ b) (hc : 0 ≤ c) : c * a ≤ c * b := by
  have : 0 ≤ b - a := by grind
  have := OrderedRing.mul_nonneg hc this
  grind
/-- A sum is strictly monotone where one term strictly grows. -/
theorem fsum_lt {n : Nat} (f g : Fin n → R) (h : ∀ i, f i ≤ g i) (k : Fin n) (hk : f k < g k) :
    fsum n f < fsum n g := by
  have e := fsum_sub g f
  have h1 : fsum n (fun i => if i = k then g k - f k else 0) ≤ fsum n (fun i => g i - f i) := by
    apply fsum_mono; intro i
    have := h i
    split
    · next e => subst e; grind
    · grind
  rw [fsum_ite_eq k (fun _ => g k - f k), e] at h1
  grind

/-- A sum of positive terms over a nonempty index set is positive. -/
theorem fsum_pos {n : Nat} (f : Fin n → R) (h : ∀ i, 0 ≤ f i) (k : Fin n) (hk : 0 < f k) :
    0 < fsum n f := by
  have := fsum_lt (fun _ => (0 : R)) f h k hk
  rwa [fsum_const_zero] at this

/-- A non-empty finite family has a smallest entry. -/
theorem exists_min (n : Nat) (f : Fin (n+1) → R) : ∃ k, ∀ i, f k ≤ f i := by
  induction n with
  | zero => exact ⟨0, fun i => by have : i = 0 := by omega
                                  rw [this]; grind⟩
  | succ n ih =>
    obtain ⟨k, hk⟩ := ih fun i => f i.succ
    by_cases h : f 0 ≤ f k.succ
    · refine ⟨0, fun i => ?_⟩
      cases i using Fin.cases with
      | zero => grind
      | succ i => have := hk i; grind
    · refine ⟨k.succ, fun i => ?_⟩
      cases i using Fin.cases with
      | zero => grind
      | succ i => exact hk i

attribute [local instance] Semiring.natCast Ring.intCast in
/-- In an ordered ring a positive number of ones is positive. -/
theorem natCast_succ_pos (n : Nat) : (0 : R) < ((n + 1 : Nat) : R) := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  induction n with
  | zero => grind
  | succ n ih => grind

attribute [local instance] Semiring.natCast Ring.intCast in
/-- Natural numbers are non-negative in an ordered ring. -/
theorem natCast_nonneg' (k : Nat) : (0 : R) ≤ (k : R) := by
  induction k with
  | zero => grind
  | succ k ih => have := OrderedRing.zero_lt_one (R := R); grind
end ring

section field
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]

/-- The inverse of a positive element is positive. -/
theorem field_inv_pos {a : F} (h : 0 < a) : 0 < a⁻¹ := by
  have := Field.IsOrdered.inv_pos_iff (a := a)
  grind
end field
end SymmetryAlgebra
