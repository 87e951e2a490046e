module
public import SymmetryAlgebra
public import SymmetrySurvey.DenseSparse.Basic
/-!
# Dormant heads and cache entries

A head is dormant through its value-output product alone; a cache entry may be evicted for free only
where its weight is zero, and otherwise the evicted share of the weight is the price.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u v

section head
variable {R : Type u} [CommRing R]

/-- What one head writes at a query: the attention-weighted sum of the values, through the output
projection. The weights may depend on all tokens. -/
def headOut {T d r o : Nat} (α : (Fin T → Fin d → R) → Fin T → R) (WV : Fin r → Fin d → R)
    (WO : Fin o → Fin r → R)
    (x : Fin T → Fin d → R) (a : Fin o) : R := fsum T fun j => α x j * matvec WO (matvec WV (x j)) a

/-- Whatever its attention pattern (weights that sum to one, computed in any way from the tokens), a
head writes zero on all inputs exactly when the product of its output and value projections is zero.
Claim `dormancy.dormant-head`. -/
theorem dormant_head_iff {T d r o : Nat} (α : (Fin T → Fin d → R) → Fin T → R)
    (hα : ∀ x, fsum T (α x) = 1)
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

/-- A head with nonzero value and output projections that is dormant all the same, with uniform
attention over one token. Claim `dormancy.dormant-head`. -/
theorem dormant_head_instance :
    ∃ (WV : Fin 2 → Fin 1 → Int)
      (WO : Fin 1 → Fin 2 → Int), WV ≠ (fun _ _ => 0) ∧ WO ≠ (fun _ _ => 0) ∧
      (∀ a k, matmul WO WV a k = 0) ∧ fsum 1 (fun _ => (1 : Int)) = 1 := by
  refine ⟨fun i _ => if i = 0 then 1 else 0, fun _ i => if i = 0 then 0 else 1, ?_, ?_, by
    decide, by decide⟩
  · intro h; exact absurd (congrFun (congrFun h 0) 0) (by decide)
  · intro h; exact absurd (congrFun (congrFun h 0) 1) (by decide)
end head

section cache
variable {F : Type u} [Field F]

/-- Evict the cache entries outside `K` and renormalise the attention over the rest: exact for all
values exactly when every evicted entry had weight zero (the unnormalised weights `e` need a nonzero
sum; a kept sum of zero, read as output zero, is covered too). Claim `dormancy.cache-eviction`. -/
theorem eviction_iff {n : Nat} (K : Fin n → Bool) (e : Fin n → F) (he : fsum n e ≠ 0) :
    (∀ v : Fin n →
      F, fsum n (fun j => if K j then e j * v j else 0) / fsum n (fun j => if K j then e j else 0) =
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

/-- A free eviction exists: weights one and zero meet the hypothesis of `eviction_iff`, and the
second entry may go. Claim `dormancy.cache-eviction`. -/
theorem eviction_instance :
    let e : Fin 2 → Rat := fun j => if j = 0 then 1 else 0
    fsum 2 e ≠ 0 ∧ ∀ j, decide (j = 0) = false → e j = 0 := by
  refine ⟨?_, by decide⟩
  simp only [fsum_succ, fsum_zero]
  simp; grind

section ord
variable [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F] [DecidableLE F]

/-- What eviction costs: let no weight be negative and the kept weights not all vanish. Evicting the
entries outside `K` and renormalising changes an output of values between `lo` and `hi` by at most
the evicted share of the weight, times `hi - lo`; and for every choice of the weights and of `K`
some values attain that. Claim `dormancy.eviction-error`. -/
theorem eviction_error {n : Nat} (K : Fin n → Bool) (e : Fin n → F) (he : ∀ j, 0 ≤ e j)
    (hK : fsum n (fun j => if K j then e j else 0) ≠ 0) {lo hi : F} (h : lo ≤ hi) :
    (∀ v : Fin n → F, (∀ j, lo ≤ v j ∧ v j ≤ hi) →
      absv (fsum n (fun j => if K j then e j * v j else 0) / fsum n
        (fun j => if K j then e j else 0) -
        fsum n (fun j => e j * v j) / fsum n e) ≤
          (1 - fsum n (fun j => if K j then e j else 0) / fsum n e) * (hi - lo)) ∧
    ∃ v : Fin n → F, (∀ j, lo ≤ v j ∧ v j ≤ hi) ∧
      absv (fsum n (fun j => if K j then e j * v j else 0) / fsum n
        (fun j => if K j then e j else 0) -
        fsum n (fun j => e j * v j) / fsum n e) =
          (1 - fsum n (fun j => if K j then e j else 0) / fsum n e) * (hi - lo) := by
  -- kept weight `M`, evicted weight `E`
  have hM0 := fsum_nonneg (fun j => if K j then e j else 0) fun j => by
    have := he j; simp only; split <;> grind
  have hE0 := fsum_nonneg (fun j => if K j then 0 else e j) fun j => by
    have := he j; simp only; split <;> grind
  have tot : ∀ f : Fin n →
    F, fsum n f =
    fsum n (fun j => if K j then f j else 0) + fsum n (fun j => if K j then 0 else f j) := by
    intro f
    rw [← fsum_add]
    exact fsum_congr fun j => by split <;> grind
  have cut : ∀ (c : F),
    fsum n (fun j => if K j then e j * c else 0) = fsum n (fun j => if K j then e j else 0) * c ∧
      fsum n (fun j => if K j then 0 else e j * c) =
        fsum n (fun j => if K j then 0 else e j) * c := by
    intro c
    constructor <;> (rw [← fsum_mul_right]; exact fsum_congr fun j => by split <;> grind)
  have key : ∀ M E P Q : F, M ≠ 0 → M + E ≠ 0 →
    P / M - (P + Q) / (M + E) = (M + E)⁻¹ * (P / M * E - Q) := by
    intro M E P Q h1 h2; grind
  have share : ∀ M E : F, M + E ≠ 0 → (1 - M / (M + E)) = (M + E)⁻¹ * E := by intro M E h; grind
  have hS : fsum n (fun j => if K j then e j else 0) + fsum n (fun j => if K j then 0 else e j) ≠
    0 := by
    grind
  have hSi :=
    field_inv_pos (a :=
    fsum n (fun j => if K j then e j else 0) + fsum n (fun j => if K j then 0 else e j)) (by
    grind)
  have hMi :=
    field_inv_pos (a := fsum n (fun j => if K j then e j else 0))
    (by grind)
  constructor
  · intro v hv
    have p1 :=
      fsum_mono (fun j => if K j then e j * lo else 0)
      (fun j => if K j then e j * v j else 0) fun j => by
      have := ordered_mul_le_left (hv j).1 (he j); simp only; split <;> grind
    have p2 :=
      fsum_mono (fun j => if K j then e j * v j else 0)
      (fun j => if K j then e j * hi else 0) fun j => by
      have := ordered_mul_le_left (hv j).2 (he j); simp only; split <;> grind
    have q1 :=
      fsum_mono (fun j => if K j then 0 else e j * lo)
      (fun j => if K j then 0 else e j * v j) fun j => by
      have := ordered_mul_le_left (hv j).1 (he j); simp only; split <;> grind
    have q2 :=
      fsum_mono (fun j => if K j then 0 else e j * v j)
      (fun j => if K j then 0 else e j * hi) fun j => by
      have := ordered_mul_le_left (hv j).2 (he j); simp only; split <;> grind
    rw [(cut lo).1] at p1
    rw [(cut hi).1] at p2
    rw [(cut lo).2] at q1
    rw [(cut hi).2] at q2
    rw [tot (fun j => e j * v j), tot e, key _ _ _ _ hK hS, share _ _ hS]
    generalize fsum n (fun j => if K j then e j * v j else 0) = P at *
    generalize fsum n (fun j => if K j then 0 else e j * v j) = Q at *
    generalize fsum n (fun j => if K j then e j else 0) = M at *
    generalize fsum n (fun j => if K j then 0 else e j) = E at *
    have one : M * M⁻¹ = 1 := Field.mul_inv_cancel hK
    -- the kept average lies in the range
    have a1 := ordered_mul_le_left p1 (c := M⁻¹) (by grind)
    have a2 := ordered_mul_le_left p2 (c := M⁻¹) (by grind)
    have b1 : M⁻¹ * (M * lo) = lo := by
      rw [← Semiring.mul_assoc, CommSemiring.mul_comm (M⁻¹), one]; exact Semiring.one_mul _
    have b2 : M⁻¹ * (M * hi) = hi := by
      rw [← Semiring.mul_assoc, CommSemiring.mul_comm (M⁻¹), one]; exact Semiring.one_mul _
    have b3 : P / M = M⁻¹ * P := by rw [Field.div_eq_mul_inv]; exact CommSemiring.mul_comm _ _
    rw [b1, ← b3] at a1
    rw [b2, ← b3] at a2
    generalize P / M = m at *
    have c1 := ordered_mul_le_left a1 hE0
    have c2 := ordered_mul_le_left a2 hE0
    have d1 : m * E - Q ≤ E * (hi - lo) := by grind
    have d2 : -(E * (hi - lo)) ≤ m * E - Q := by grind
    generalize (M + E)⁻¹ = i at *
    generalize m * E - Q = y at *
    have f1 := ordered_mul_le_left d1 (c := i) (by grind)
    have f2 := ordered_mul_le_left d2 (c := i) (by grind)
    rw [Semiring.mul_assoc, absv_le]
    generalize E * (hi - lo) = z at *
    constructor
    · have : -(i * z) = i * -z := by grind
      rw [this]; exact f2
    · exact f1
  · refine ⟨fun j => if K j then hi else lo, fun j => ?_, ?_⟩
    · simp only; split
      · exact ⟨h, IsPreorder.le_refl _⟩
      · exact ⟨IsPreorder.le_refl _, h⟩
    · have e1 : fsum n (fun j => if K j then e j * (if K j then hi else lo) else 0) =
        fsum n (fun j => if K j then e j else 0) * hi := by
        rw [← (cut hi).1]
        exact fsum_congr fun j => by cases K j <;> simp
      have e2 : fsum n (fun j => if K j then 0 else e j * (if K j then hi else lo)) =
        fsum n (fun j => if K j then 0 else e j) * lo := by
        rw [← (cut lo).2]
        exact fsum_congr fun j => by cases K j <;> simp
      rw [tot (fun j => e j * (if K j then hi else lo)), tot e, key _ _ _ _ hK hS, share _ _ hS, e1,
        e2]
      generalize fsum n (fun j => if K j then e j else 0) = M at *
      generalize fsum n (fun j => if K j then 0 else e j) = E at *
      have e3 : M * hi / M = hi := by grind
      rw [e3]
      generalize (M + E)⁻¹ = i at *
      have e4 : i * (hi * E - E * lo) = i * E * (hi - lo) := by
        grind
      rw [e4]
      apply absv_of_nonneg
      exact OrderedRing.mul_nonneg (OrderedRing.mul_nonneg
        (by grind) hE0) (by grind)

omit [DecidableLE F] in
/-- A witness for the hypotheses of `eviction_error`, with a loss: of two equal weights one is
evicted. Claim `dormancy.eviction-error`. -/
theorem eviction_error_instance : ∃ (K : Fin 2 → Bool) (e : Fin 2 → F), (∀ j, 0 ≤ e j) ∧
    fsum 2 (fun j => if K j then e j else 0) ≠ 0 ∧ K 1 = false ∧ e 1 ≠ 0 := by
  have one := OrderedRing.zero_lt_one (R := F)
  refine ⟨fun j => decide (j = 0), fun _ => 1, fun _ => by grind, ?_, by decide, by grind⟩
  simp only [decide_eq_true_eq]
  rw [fsum_ite_eq 0 (fun _ => (1 : F))]; grind

omit [DecidableLE F] in
/-- A sink: an entry of positive weight `w` and value `u` beside a cache of positive weights `e`
multiplies the output by one factor `c`, whatever the cached values, exactly when its value is zero,
and then `c` is the share of the weight that is left to the cache. Claim `dormancy.attention-sink`.
-/
theorem sink_iff {n : Nat} (e : Fin (n + 1) → F) (he : ∀ j, 0 < e j) {w : F} (hw : 0 < w)
    (u c : F) :
    (∀ v : Fin (n + 1) → F, (fsum (n + 1) (fun j => e j * v j) + w * u) / (fsum (n + 1) e + w) =
        c * (fsum (n + 1) (fun j => e j * v j) / fsum (n + 1) e)) ↔
      u = 0 ∧ c * (fsum (n + 1) e + w) = fsum (n + 1) e := by
  have pe : 0 < fsum (n + 1) e := fsum_pos _ (fun j => by have := he j; grind) 0 (he 0)
  have d1 : fsum (n + 1) e ≠ 0 := by grind
  have d2 : fsum (n + 1) e + w ≠ 0 := by grind
  constructor
  · intro h
    have h0 := h fun _ => 0
    have h1 := h fun _ => 1
    have z : ∀ j, e j * 0 = 0 := by intro j; grind
    have o : (fun j => e j * 1) = e := by funext j; grind
    simp only [z, fsum_const_zero] at h0
    rw [o] at h1
    generalize fsum (n + 1) e = S at *
    have hu : w * u = 0 := by grind
    have u0 : u = 0 := (Field.of_mul_eq_zero hu).resolve_left (by grind)
    subst u0
    refine ⟨rfl, ?_⟩
    grind
  · rintro ⟨rfl, hc⟩ v
    generalize fsum (n + 1) (fun j => e j * v j) = A at *
    generalize fsum (n + 1) e = S at *
    grind
end ord
end cache

/-- Two entries of positive weight and a sink: the hypotheses of `sink_iff` can be met. Claim
`dormancy.attention-sink`. -/
theorem sink_instance : ∃ (e : Fin 2 → Rat) (w c : Rat), (∀ j, 0 < e j) ∧ 0 < w ∧
    c * (fsum 2 e + w) = fsum 2 e :=
  ⟨fun _ => 1, 2, 1/2, by decide +kernel, by decide +kernel, by decide +kernel⟩
end Dormancy
