module
public import SymmetryAlgebra.Order
/-!
# Cauchy–Schwarz in ordered rings

Lagrange's identity, and from it the inequality with its case of equality, without division or
roots.
-/
@[expose] public section
open Lean.Grind Std
namespace SymmetryAlgebra
universe u

section ring
variable {R : Type u} [CommRing R]

/-- Lagrange's identity, doubled: the defect of Cauchy–Schwarz is a sum of squares. -/
theorem lagrange {n : Nat} (x y : Fin n → R) :
    fsum n (fun i => fsum n (fun j => (x i * y j - x j * y i) * (x i * y j - x j * y i))) =
      2 * (fsum n (fun i => x i * x i) * fsum n (fun i => y i * y i)
        - fsum n (fun i => x i * y i) * fsum n (fun i => x i * y i)) := by
  have e : ∀ i j, (x i * y j - x j * y i) * (x i * y j - x j * y i) =
      ((x i * x i) * (y j * y j) + (y i * y i) * (x j * x j)) -
        2 * ((x i * y i) * (x j * y j)) := by
    intro i j; grind
  simp only [e, fsum_sub, fsum_add, fsum_mul_left, fsum_mul_right]
  grind
end ring

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- **Cauchy–Schwarz with its equality case**, in any ordered commutative ring, without division or
roots. Claim `signphase.jensen-floor`. -/
theorem cauchy_schwarz {n : Nat} (x y : Fin n → R) :
    fsum n (fun i => x i * y i) * fsum n (fun i => x i * y i) ≤
      fsum n (fun i => x i * x i) * fsum n (fun i => y i * y i) ∧
    (fsum n (fun i => x i * y i) * fsum n (fun i => x i * y i) =
      fsum n (fun i => x i * x i) * fsum n (fun i => y i * y i) ↔
        ∀ i j, x i * y j = x j * y i) := by
  have h := lagrange x y
  have pos : 0 ≤
    fsum n (fun i => fsum n (fun j => (x i * y j - x j * y i) * (x i * y j - x j * y i))) :=
    fsum_nonneg _ fun i => fsum_nonneg _ fun j => sq_nonneg' _
  refine ⟨by rw [h] at pos; grind, ?_, ?_⟩
  · intro e
    have hz : fsum n (fun i =>
      fsum n (fun j => (x i * y j - x j * y i) * (x i * y j - x j * y i))) = 0 := by
      rw [h, e]; grind
    intro i j
    have h1 := fsum_eq_zero _ (fun i => fsum_nonneg _ fun j => sq_nonneg' _) hz i
    have h2 := fsum_eq_zero _ (fun j => sq_nonneg' _) h1 j
    have := mul_self_eq_zero' h2
    grind
  · intro e
    have hz : fsum n (fun i =>
      fsum n (fun j => (x i * y j - x j * y i) * (x i * y j - x j * y i))) = 0 := by
      simp only [e]
      have : ∀ i j : Fin n, (x j * y i - x j * y i) * (x j * y i - x j * y i) = 0 := by
        intro i j; grind
      simp only [this, fsum_const_zero]
    rw [h] at hz
    grind
end ordered
end SymmetryAlgebra
