module
public import SymmetrySurvey.DenseSparse.Basic
/-!
# Masks

How coordinate masks compose, and when a mask may be moved through a layer.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u
variable {R : Type u} [CommRing R]

/-- Two masks applied one after the other act as a single mask `U` exactly when `U` keeps the
intersection; so masks are idempotent, commute, and nothing that one mask dropped is ever restored
by another. Claim `densesparse.mask-commutes`. -/
theorem mask_comp_iff (nt : (1 : R) ≠ 0) {n : Nat} (S T U : Fin n → Bool) :
    (∀ x : Fin n → R, mask S (mask T x) = mask U x) ↔ ∀ i, U i = (S i && T i) := by
  constructor
  · intro h i
    have := congrFun (h (fun _ => 1)) i
    simp only [mask] at this
    cases hs : S i <;> cases ht : T i <;> cases hu : U i <;> simp [hs, ht, hu] at this ⊢ <;> grind
  · intro h x
    funext i
    simp only [mask, h i]
    cases S i <;> cases T i <;> simp

/-- The integers are a nontrivial ring: the hypothesis `1 ≠ 0` of several theorems can be met.
Claims `densesparse.mask-commutes`, `densesparse.causal-mask-rigid`, `densesparse.product-pattern`,
`densesparse.block-algebra`, `densesparse.gather-scatter`, `dormancy.redundant-pair`. -/
theorem int_nontrivial : (1 : Int) ≠ 0 := by decide

/-- A mask `S` on the inputs of a layer can be exchanged for a mask `T` on its outputs exactly when
the layer is block diagonal for the two splits: no entry joins a kept index to a dropped one. Claim
`densesparse.mask-commutes`. -/
theorem mask_commutes_iff {m n : Nat} (S : Fin n → Bool) (T : Fin m → Bool)
    (A : Fin m → Fin n → R) :
    (∀ x, matvec A (mask S x) = mask T (matvec A x)) ↔ ∀ i j, T i ≠ S j → A i j = 0 := by
  constructor
  · intro h i j ne
    have := congrFun (h (unitVec j)) i
    rw [← matvec_maskCol, matvec_unit] at this
    simp only [mask, maskCol, matvec_unit] at this
    cases hs : S j <;> cases ht : T i <;> simp [hs, ht] at this ne <;> grind
  · intro h x
    funext i
    rw [← matvec_maskCol]
    have e : matvec (maskCol S A) x i =
      fsum n (fun j => (if T i then 1 else 0) * (A i j * x j)) := by
      apply fsum_congr; intro j
      have := h i j
      simp only [maskCol]
      cases hs : S j <;> cases ht : T i <;> simp [hs, ht] at this ⊢ <;> grind
    rw [e, fsum_mul_left]
    simp only [mask, matvec]
    split <;> grind

end DenseSparse
