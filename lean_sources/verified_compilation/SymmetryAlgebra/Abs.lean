module
public import SymmetryAlgebra.Order
/-!
# Absolute value, rectifier, maximum and minimum

Core Lean has none of them on an ordered ring. Here they are with the few facts that the catalogue
needs; everything else about them is found by splitting on the sign.
-/
@[expose] public section
open Lean.Grind Std
namespace SymmetryAlgebra
universe u

section order
variable {R : Type u} [CommRing R] [LE R] [DecidableLE R]

/-- The rectifier `max(0, x)`. -/
def relu (x : R) : R := if x ≤ 0 then 0 else x
/-- The larger of two elements. -/
def gmax (x y : R) : R := if x ≤ y then y else x
/-- The smaller of two elements. -/
def gmin (x y : R) : R := if x ≤ y then x else y


variable [IsLinearOrder R]

/-- A rectified value is zero exactly when the pre-activation is not positive. -/
theorem relu_eq_zero (x : R) : relu x = 0 ↔ x ≤ 0 := by unfold relu; grind
/-- Rectified values are not negative. -/
theorem relu_nonneg (x : R) : 0 ≤ relu x := by unfold relu; grind
/-- The rectifier is monotone. -/
theorem relu_mono {x y : R} (h : x ≤ y) : relu x ≤ relu y := by unfold relu; grind
end order

variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    [DecidableLE R]

omit [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- The absolute value of an element of an ordered ring. -/
def absv (x : R) : R := if 0 ≤ x then x else -x

/-- An absolute value is at most `b` if and only if the element lies between `-b` and `b`. -/
theorem absv_le {x b : R} : absv x ≤ b ↔ -b ≤ x ∧ x ≤ b := by unfold absv; grind

omit [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- The absolute value of a non-negative element. -/
theorem absv_of_nonneg {x : R} (h : 0 ≤ x) : absv x = x := by unfold absv; grind

/-- The absolute value of a non-positive element. -/
theorem absv_of_nonpos {x : R} (h : x ≤ 0) : absv x = -x := by unfold absv; grind

/-- An element and its negative are at most its absolute value. -/
theorem le_absv (x : R) : x ≤ absv x ∧ -x ≤ absv x := by unfold absv; grind

/-- The absolute value of a product is the product of the absolute values. -/
theorem absv_mul (x y : R) : absv (x * y) = absv x * absv y := by
  rcases IsLinearOrder.toIsLinearPreorder.le_total 0 x with hx | hx <;>
  rcases IsLinearOrder.toIsLinearPreorder.le_total 0 y with hy | hy
  · rw [absv_of_nonneg hx, absv_of_nonneg hy, absv_of_nonneg (OrderedRing.mul_nonneg hx hy)]
  · have := OrderedRing.mul_nonneg hx (b := -y) (by grind)
    rw [absv_of_nonneg hx, absv_of_nonpos hy, absv_of_nonpos (by grind)]; grind
  · have := OrderedRing.mul_nonneg (a := -x) (by grind) hy
    rw [absv_of_nonpos hx, absv_of_nonneg hy, absv_of_nonpos (by grind)]; grind
  · have := OrderedRing.mul_nonneg (a := -x) (b := -y) (by grind) (by grind)
    rw [absv_of_nonpos hx, absv_of_nonpos hy, absv_of_nonneg (by grind)]; grind

/-- Bounds on two factors give a bound on the product. -/
theorem absv_mul_le {x y A B : R} (hx : absv x ≤ A) (hy : absv y ≤ B) : absv (x * y) ≤ A * B := by
  rw [absv_mul]
  have hA : 0 ≤ A := by unfold absv at hx; grind
  have hy0 : 0 ≤ absv y := by unfold absv; grind
  have h1 := ordered_mul_le_left hx hy0
  have h2 := ordered_mul_le_left hy hA
  grind

/-- The triangle inequality for finite sums. -/
theorem absv_fsum_le {n : Nat} (f : Fin n → R) : absv (fsum n f) ≤ fsum n fun i => absv (f i) := by
  induction n with
  | zero => simp only [fsum_zero]; unfold absv; grind
  | succ n ih =>
    have h := ih fun i => f i.succ
    rw [fsum_succ, fsum_succ]
    generalize fsum n (fun i => f i.succ) = s at *
    generalize fsum n (fun i => absv (f i.succ)) = t at *
    unfold absv at *; grind
end SymmetryAlgebra
