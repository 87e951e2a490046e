module
public import SymmetrySurvey.DenseSparse.Softmax
/-!
# Dormant heads and cache entries

A head is dormant through its value-output product alone; a cache entry may be evicted for free only where its weight is
zero, which a softmax never grants.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u v

section head
variable {R : Type u} [CommRing R]

/-- What one head writes at a query: the attention-weighted sum of the values, through the output projection. The weights
may depend on all tokens. -/
def headOut {T d r o : Nat} (α : (Fin T → Fin d → R) → Fin T → R) (WV : Fin r → Fin d → R) (WO : Fin o → Fin r → R)
    (x : Fin T → Fin d → R) (a : Fin o) : R := fsum T fun j => α x j * matvec WO (matvec WV (x j)) a

/-- Whatever its attention pattern (weights that sum to one, computed in any way from the tokens), a head writes zero on
all inputs exactly when the product of its output and value projections is zero.
Claim `dormancy.dormant-head`. -/
theorem dormant_head_iff {T d r o : Nat} (α : (Fin T → Fin d → R) → Fin T → R) (hα : ∀ x, fsum T (α x) = 1)
    (WV : Fin r → Fin d → R) (WO : Fin o → Fin r → R) :
    (∀ x a, headOut α WV WO x a = 0) ↔ ∀ a k, matmul WO WV a k = 0 := by
  constructor
  · intro h a k
    have := h (fun _ => unitVec k) a
    simp only [headOut, ← matvec_matmul, matvec_unit] at this
    rw [fsum_mul_right] at this
    have e := hα (fun _ => unitVec k)
    have : fsum T (fun i => α (fun _ => unitVec k) i) = 1 := e
    grind
  · intro h x a
    have : ∀ j, α x j * matvec WO (matvec WV (x j)) a = 0 := by
      intro j
      rw [← matvec_matmul]
      have : ∀ k, matmul WO WV a k * x j k = 0 := by intro k; rw [h]; grind
      simp only [matvec, this, fsum_const_zero]; grind
    simp only [headOut, this, fsum_const_zero]

/-- A head with nonzero value and output projections that is dormant all the same, with uniform attention over one token.
Claim `dormancy.dormant-head`. -/
theorem dormant_head_instance :
    ∃ (WV : Fin 2 → Fin 1 → Int) (WO : Fin 1 → Fin 2 → Int), WV ≠ (fun _ _ => 0) ∧ WO ≠ (fun _ _ => 0) ∧
      (∀ a k, matmul WO WV a k = 0) ∧ fsum 1 (fun _ => (1 : Int)) = 1 := by
  refine ⟨fun i _ => if i = 0 then 1 else 0, fun _ i => if i = 0 then 0 else 1, ?_, ?_, by decide, by decide⟩
  · intro h; exact absurd (congrFun (congrFun h 0) 0) (by decide)
  · intro h; exact absurd (congrFun (congrFun h 0) 1) (by decide)
end head

section cache
variable {F : Type u} [Field F]

/-- Evict the cache entries outside `K` and renormalise the attention over the rest: exact for all values exactly when
every evicted entry had weight zero (the unnormalised weights `e` need a nonzero sum; a kept sum of zero, read as
output zero, is covered too).
Claim `dormancy.cache-eviction`. -/
theorem eviction_iff {n : Nat} (K : Fin n → Bool) (e : Fin n → F) (he : fsum n e ≠ 0) :
    (∀ v : Fin n → F, fsum n (fun j => if K j then e j * v j else 0) / fsum n (fun j => if K j then e j else 0) =
      fsum n (fun j => e j * v j) / fsum n e) ↔ ∀ j, K j = false → e j = 0 := by
  constructor
  · intro h j hj
    have := h (unitVec j)
    have z : ∀ k, (if K k then e k * unitVec j k else 0) = 0 := by
      intro k
      simp only [unitVec]
      by_cases q : k = j
      · subst q; simp [hj]
      · simp [q]; grind
    simp only [z, fsum_const_zero] at this
    rw [fsum_mul_unit] at this
    generalize fsum n e = s at *
    generalize fsum n (fun j => if K j then e j else 0) = t at *
    grind
  · intro h v
    have e1 : ∀ j, (if K j then e j * v j else 0) = e j * v j := by
      intro j
      cases q : K j with
      | true => simp
      | false => rw [h j q]; simp; grind
    have e2 : fsum n (fun j => if K j then e j else 0) = fsum n e := by
      apply fsum_congr; intro j
      cases q : K j with
      | true => simp
      | false => rw [h j q]; simp
    simp only [e1, e2]

/-- A free eviction exists: weights one and zero meet the hypothesis of `eviction_iff`, and the second entry may go.
Claim `dormancy.cache-eviction`. -/
theorem eviction_instance :
    let e : Fin 2 → Rat := fun j => if j = 0 then 1 else 0
    fsum 2 e ≠ 0 ∧ ∀ j, decide (j = 0) = false → e j = 0 := by
  refine ⟨?_, by decide⟩
  simp only [fsum_succ, fsum_zero]
  simp; grind

variable {R : Type v} [CommRing R] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]

/-- Under softmax attention no eviction is free: masking the cache down to `K`, with renormalisation, is exact for all
values exactly when nothing is evicted, whatever the scores.
Claim `dormancy.softmax-eviction-impossible`. -/
theorem softmax_eviction_iff (E : Exponential R F) {n : Nat} (K : Fin n → Bool) (x : Fin n → R) :
    (∀ v : Fin n → F, fsum n (fun j => maskedSoftmax E K x j * v j) = attend E x v) ↔ ∀ j, K j = true := by
  constructor
  · intro h j
    cases q : K j with
    | true => rfl
    | false =>
      exfalso
      have := h (unitVec j)
      unfold attend at this
      rw [fsum_mul_unit, fsum_mul_unit] at this
      simp only [maskedSoftmax, softmax, q] at this
      have hs := denom_pos E x j
      have hp := E.pos (x j)
      generalize fsum n (fun j => E.e (x j)) = s at *
      generalize E.e (x j) = p at *
      have : s ≠ 0 := by grind
      have : p ≠ 0 := by grind
      simp at *
      grind
  · intro h v
    have : maskedSoftmax E K x = softmax E x := by
      funext j
      simp only [maskedSoftmax, softmax, h, if_true]
    unfold attend
    rw [this]
end cache
end Dormancy
