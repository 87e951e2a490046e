module
public import SymmetrySurvey.DenseSparse.TopK
/-!
# Which masks are best

Masks of a given size compared by the sum of the scores they keep: the best ones are those that
dominate, the best one is unique exactly when there is a gap, and magnitude pruning is the best
sparse approximation.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u
variable {R : Type u} [CommRing R]

/-- The sum of the scores that a mask keeps. -/
def kept {n : Nat} (x : Fin n → R) (S : Fin n → Bool) : R := fsum n fun i => if S i then x i else 0

/-- Exchange the kept index `a` for the dropped index `b`. -/
def exchange {n : Nat} (S : Fin n → Bool) (a b : Fin n) (i : Fin n) : Bool :=
  if i = a then false else if i = b then true else S i

/-- An exchange changes the kept sum by the difference of the two scores. -/
theorem kept_exchange {n : Nat} (x : Fin n → R) (S : Fin n → Bool) (a b : Fin n) (ha : S a = true)
    (hb : S b = false) :
    kept x (exchange S a b) = kept x S - x a + x b := by
  have e : ∀ i, (if exchange S a b i then x i else 0) =
      ((if S i then x i else 0) - (if i = a then x i else 0)) + (if i = b then x i else 0) := by
    intro i
    have ne : a ≠ b := by rintro rfl; rw [ha] at hb; exact absurd hb (by simp)
    by_cases h1 : i = a
    · subst h1; simp [exchange, ha, ne]; grind
    · by_cases h2 : i = b
      · subst h2; simp [exchange, h1, hb]; grind
      · simp [exchange, h1, h2]; grind
  simp only [kept, e]
  rw [fsum_add, fsum_sub, fsum_ite_eq, fsum_ite_eq]

/-- The size is the kept sum of ones. -/
theorem size_eq_kept {n : Nat} (S : Fin n → Bool) : (size S : R) = kept (fun _ => 1) S := rfl

/-- An exchange keeps the size. -/
theorem size_exchange {n : Nat} (S : Fin n → Bool) (a b : Fin n) (ha : S a = true)
    (hb : S b = false) :
    (size (exchange S a b) : R) = size S := by
  rw [size_eq_kept, kept_exchange _ _ _ _ ha hb, size_eq_kept]; grind

section ord
variable [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- Every kept score is at least every dropped one. -/
def Dominates {n : Nat} (x : Fin n → R) (S : Fin n → Bool) : Prop :=
    ∀ a b, S a = true → S b = false → x b ≤ x a

omit [CommRing R] [LT R] [LawfulOrderLT R] [OrderedRing R] in
/-- A nonempty mask has a least kept score. -/
theorem exists_least {n : Nat} (x : Fin n → R) (S : Fin n → Bool) (h : ∃ a, S a = true) :
    ∃ a, S a = true ∧ ∀ b, S b = true → x a ≤ x b := by
  induction n with
  | zero => obtain ⟨a, _⟩ := h; exact a.elim0
  | succ n ih =>
    by_cases ht : ∃ a : Fin n, S a.succ = true
    · obtain ⟨a, ha, hm⟩ := ih (fun i => x i.succ) (fun i => S i.succ) ht
      by_cases h0 : S 0 = true ∧ x 0 ≤ x a.succ
      · refine ⟨0, h0.1, fun b hb => ?_⟩
        cases b using Fin.cases with
        | zero => exact IsPreorder.le_refl _
        | succ b => exact IsPreorder.le_trans _ _ _ h0.2 (hm b hb)
      · refine ⟨a.succ, ha, fun b hb => ?_⟩
        cases b using Fin.cases with
        | zero =>
          rcases IsLinearOrder.toIsLinearPreorder.le_total (x a.succ) (x 0) with q | q
          · exact q
          · exact absurd ⟨hb, q⟩ h0
        | succ b => exact hm b hb
    · obtain ⟨a, ha⟩ := h
      cases a using Fin.cases with
      | zero =>
        refine ⟨0, ha, fun b hb => ?_⟩
        cases b using Fin.cases with
        | zero => exact IsPreorder.le_refl _
        | succ b => exact absurd ⟨b, hb⟩ ht
      | succ a => exact absurd ⟨a, ha⟩ ht

/-- A mask between a threshold's strict and weak superlevel sets beats every mask of the same size.
-/
theorem threshold_dominates {n : Nat} (x : Fin n → R) (t : R) (S T : Fin n → Bool)
    (hT : ∀ i, T i = true → t ≤ x i) (hT' : ∀ i, T i = false → x i ≤ t)
    (hs : (size S : R) = size T) : kept x S ≤ kept x T := by
  have e : ∀ U : Fin n →
    Bool, kept x U = fsum n (fun i => if U i then x i - t else 0) + t * size U := by
    intro U
    unfold kept size
    rw [← fsum_mul_left, ← fsum_add]
    apply fsum_congr; intro i
    split <;> grind
  rw [e S, e T, hs]
  have : fsum n (fun i => if S i then x i - t else 0) ≤
    fsum n (fun i => if T i then x i - t else 0) := by
    apply fsum_mono; intro i
    have h1 := hT i
    have h2 := hT' i
    cases hs : S i <;> cases ht : T i <;> simp <;> grind
  grind

/-- A mask of size zero is empty. -/
theorem empty_of_size {n : Nat} (S : Fin n → Bool) (h : (size S : R) = 0) (i : Fin n) :
    S i = false := by
  have one := OrderedRing.zero_lt_one (R := R)
  have :=
    fsum_eq_zero (fun i => if S i then (1 : R) else 0) (fun i => by simp only; split <;> grind) h i
  cases e : S i with
  | false => rfl
  | true => simp [e] at this; grind

/-- Among masks of the same size, `S` keeps the largest sum of scores exactly when every kept score
is at least every dropped one. Claim `densesparse.topk-optimal`. -/
theorem optimal_iff_dominates {n : Nat} (x : Fin n → R) (S : Fin n → Bool) :
    (∀ T : Fin n → Bool, (size T : R) = size S → kept x T ≤ kept x S) ↔ Dominates x S := by
  constructor
  · intro h a b ha hb
    have := h _ (size_exchange S a b ha hb)
    rw [kept_exchange x S a b ha hb] at this
    grind
  · intro h T hs
    by_cases he : ∃ a, S a = true
    · obtain ⟨a, ha, hm⟩ := exists_least x S he
      exact threshold_dominates x (x a) T S hm (fun i hi => h a i ha hi) hs
    · have hS : ∀ i, S i = false := by
        intro i
        cases e : S i with
        | false => rfl
        | true => exact absurd ⟨i, e⟩ he
      have z : (size S : R) = 0 := by
        simp only [size, hS, Bool.false_eq_true, if_false, fsum_const_zero]
      have hT := empty_of_size T (hs.trans z)
      have : T = S := by funext i; rw [hT, hS]
      rw [this]; exact IsPreorder.le_refl _

/-- The dominating mask of a given size is unique exactly when its smallest kept score is strictly
larger than its largest dropped score; otherwise any tie at the boundary gives a second one. Claim
`densesparse.topk-optimal`. -/
theorem dominating_unique_iff {n : Nat} (x : Fin n → R) (S : Fin n → Bool) (hS : Dominates x S) :
    (∀ T : Fin n → Bool, (size T : R) = size S → Dominates x T → T = S) ↔
      ∀ a b, S a = true → S b = false → x b < x a := by
  constructor
  · intro h a b ha hb
    have le := hS a b ha hb
    apply Classical.byContradiction
    intro hn
    have eq : x a = x b := by grind
    have dom : Dominates x (exchange S a b) := by
      intro c d hc hd
      have hc' : S c = true ∧ c ≠ a ∨ c = b := by
        simp only [exchange] at hc; split at hc <;> grind
      have hd' : S d = false ∨ d = a := by
        simp only [exchange] at hd; split at hd <;> grind
      rcases hc' with ⟨qc, _⟩ | qc <;> rcases hd' with qd | qd
      · exact hS c d qc qd
      · have := hS c b qc hb; subst qd; grind
      · have := hS a d ha qd; subst qc; grind
      · subst qc; subst qd; grind
    have := congrFun (h _ (size_exchange S a b ha hb) dom) a
    simp [exchange, ha] at this
  · intro h T hs hT
    apply Classical.byContradiction
    intro ne
    have one := OrderedRing.zero_lt_one (R := R)
    -- equal size: neither is strictly inside the other
    have inside : ∀ U V : Fin n → Bool, (size U : R) = size V → (∀ i, U i = true → V i = true) →
      U = V := by
      intro U V huv sub
      funext i
      cases hu : U i <;> cases hv : V i <;> try rfl
      · exfalso
        have : (size U : R) < size V := by
          apply fsum_lt _ _ _ i
          · simp [hu, hv]; exact one
          · intro j
            have := sub j
            cases hj : U j <;> cases hk : V j <;> simp [hj, hk] at this ⊢ <;> grind
        grind
      · rw [sub i hu] at hv; exact absurd hv (by simp)
    have h1 : ∃ b, T b = true ∧ S b = false := by
      apply Classical.byContradiction; intro hn
      refine ne (inside T S hs fun i hi => ?_)
      cases e : S i with
      | true => rfl
      | false => exact absurd ⟨i, hi, e⟩ hn
    have h2 : ∃ a, S a = true ∧ T a = false := by
      apply Classical.byContradiction; intro hn
      refine ne (inside S T hs.symm fun i hi => ?_).symm
      cases e : T i with
      | true => rfl
      | false => exact absurd ⟨i, hi, e⟩ hn
    obtain ⟨b, hb, hb'⟩ := h1
    obtain ⟨a, ha, ha'⟩ := h2
    have := h a b ha hb'
    have := hT b a hb ha'
    grind

/-- The hypothesis of `dominating_unique_iff` can be met: of the scores `3, 1, 2` the mask of the
first and the last dominates. Claim `densesparse.topk-optimal`. -/
theorem dominates_instance : Dominates (fun i : Fin 3 => if i = 0 then (3 : Int) else i.val)
    (fun i => decide (i ≠ 1)) := by
  unfold Dominates; decide

/-- The squared error of replacing `x` by `y`. -/
def sqErr {n : Nat} (x y : Fin n → R) : R := fsum n fun i => (x i - y i) * (x i - y i)

omit [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- The error of masking is the energy that is dropped. -/
theorem sqErr_mask {n : Nat} (x : Fin n → R) (S : Fin n → Bool) :
    sqErr x (mask S x) = fsum n (fun i => x i * x i) - kept (fun i => x i * x i) S := by
  unfold sqErr kept
  rw [← fsum_sub]
  apply fsum_congr; intro i
  simp only [mask]; split <;> grind

/-- Masking `x` by `S` is a best approximation of `x`, in squared error, by any vector supported on
as many coordinates (values free, support free) exactly when `S` keeps the largest squared entries:
magnitude pruning is optimal and nothing else is. Claim `densesparse.magnitude-pruning`. -/
theorem magnitude_pruning_iff {n : Nat} (x : Fin n → R) (S : Fin n → Bool) :
    (∀ (T : Fin n → Bool) (y : Fin n → R), (size T : R) = size S → (∀ i, T i = false → y i = 0) →
      sqErr x (mask S x) ≤ sqErr x y) ↔ Dominates (fun i => x i * x i) S := by
  rw [← optimal_iff_dominates]
  constructor
  · intro h T hs
    have := h T (mask T x) hs (fun i hi => by simp [mask, hi])
    rw [sqErr_mask, sqErr_mask] at this
    grind
  · intro h T y hs hy
    have h1 := h T hs
    have h2 : sqErr x (mask T x) ≤ sqErr x y := by
      apply fsum_mono; intro i
      have := sq_nonneg' (x i - y i)
      simp only [mask]
      cases e : T i with
      | true => simp; grind
      | false => rw [hy i e]; simp; grind
    rw [sqErr_mask] at h2 ⊢
    grind
end ord
end DenseSparse
