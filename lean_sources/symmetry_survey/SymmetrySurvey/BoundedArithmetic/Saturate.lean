module
public import SymmetrySurvey.BoundedArithmetic.Clip
/-!
# Saturating addition

Saturating addition clips every partial sum to the range. It is associative, and independent of the
order of the summands, exactly when the range lies on one side of zero; a chain of saturating
additions is exact exactly as long as the true partial sums fit.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic
universe u
variable {R : Type u} [CommRing R] [LE R] [DecidableLE R]

/-- Saturating addition: the sum, clipped to the range. -/
def sadd (lo hi x y : R) : R := clip lo hi (x + y)

variable [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- On a range with room on both sides of zero there is a step `d` that saturates at the top and not
at the bottom. -/
theorem exists_step {lo hi : R} (h₁ : lo < 0) (h₂ : 0 < hi) : ∃ d :
    R, 0 < d ∧ d ≤ hi ∧ d ≤ -lo := by
  by_cases h : hi ≤ -lo
  · exact ⟨hi, h₂, by grind, h⟩
  · exact ⟨-lo, by grind, by grind, by grind⟩

/-- On one side of zero, two saturating additions are one clip of the exact sum. -/
theorem sadd_sadd {lo hi : R} (h : lo ≤ hi) (h0 : 0 ≤ lo ∨ hi ≤ 0) {x y z : R}
    (hx : lo ≤ x ∧ x ≤ hi) (hy : lo ≤ y ∧ y ≤ hi)
    (hz : lo ≤ z ∧ z ≤ hi) : sadd lo hi (sadd lo hi x y) z = clip lo hi (x + y + z) := by
  show clip lo hi (clip lo hi (x + y) + z) = _
  rcases clip_cases h (x + y) with ⟨a, c⟩ | ⟨a, a', c⟩ | ⟨a, c⟩
  · rw [c]
    rcases h0 with h0 | h0
    · have e : x + y = lo := by grind
      rw [e]
    · rw [clip_of_le h (by grind), clip_of_le h (by grind)]
  · rw [c]
  · rw [c]
    rcases h0 with h0 | h0
    · rw [clip_of_ge h (by grind), clip_of_ge h (by grind)]
    · have e : x + y = hi := by grind
      rw [e]

/-- Where a step `d` fits, the upper end absorbs it on the way up, and keeps it on the way down. -/
theorem sadd_step {lo hi d : R} (d0 : 0 < d) (d1 : d ≤ hi) (d2 : d ≤ -lo) :
    sadd lo hi hi d = hi ∧ sadd lo hi hi (-d) = hi - d ∧ sadd lo hi d (-d) = 0 ∧
      sadd lo hi hi 0 = hi ∧
      sadd lo hi (hi - d) d = hi := by
  have h : lo ≤ hi := by grind
  have e1 : hi + -d = hi - d := by grind
  have e2 : d + -d = 0 := by grind
  have e3 : hi + 0 = hi := by grind
  have e4 : hi - d + d = hi := by grind
  refine ⟨clip_of_ge h (by grind), ?_, ?_, ?_, ?_⟩ <;> unfold sadd
  · rw [e1]; exact (clip_eq_self_iff h).2 (by grind)
  · rw [e2]; exact (clip_eq_self_iff h).2 (by grind)
  · rw [e3]; exact clip_of_ge h (IsPreorder.le_refl _)
  · rw [e4]; exact clip_of_ge h (IsPreorder.le_refl _)

/-- Saturating addition on a range is associative if and only if the range lies on one side of zero.
Claim `boundedarithmetic.saturating-add`. -/
theorem sadd_assoc_iff {lo hi : R} (h : lo ≤ hi) :
    (∀ x y z, lo ≤ x → x ≤ hi → lo ≤ y → y ≤ hi → lo ≤ z → z ≤ hi →
      sadd lo hi (sadd lo hi x y) z = sadd lo hi x (sadd lo hi y z)) ↔ 0 ≤ lo ∨ hi ≤ 0 := by
  constructor
  · intro H
    apply Classical.byContradiction
    intro hn
    have ⟨d, d0, d1, d2⟩ := exists_step (lo := lo) (hi := hi) (by grind) (by grind)
    have := H hi d (-d) h (IsPreorder.le_refl _) (by grind) d1 (by grind) (by grind)
    have ⟨e1, e3, e2, e4, _⟩ := sadd_step d0 d1 d2
    rw [e1, e2, e3, e4] at this
    grind
  · intro h0 x y z x1 x2 y1 y2 z1 z2
    have comm : sadd lo hi x (sadd lo hi y z) = sadd lo hi (sadd lo hi y z) x :=
      congrArg (clip lo hi) (AddCommMonoid.add_comm _ _)
    rw [comm, sadd_sadd h h0 ⟨x1, x2⟩ ⟨y1, y2⟩ ⟨z1, z2⟩, sadd_sadd h h0 ⟨y1, y2⟩ ⟨z1, z2⟩ ⟨x1, x2⟩]
    have e : x + y + z = y + z + x := by grind
    rw [e]

omit [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- Saturating accumulation of a list, from `a` on. -/
def satSum (lo hi a : R) (l : List R) : R := l.foldl (sadd lo hi) a

/-- On one side of zero, saturating accumulation does not see the order of the summands. -/
theorem satSum_perm {lo hi : R} (h : lo ≤ hi) (h0 : 0 ≤ lo ∨ hi ≤ 0) {l₁ l₂ : List R}
    (hp : l₁.Perm l₂) :
    ∀ a, lo ≤ a → a ≤ hi → (∀ x, x ∈ l₁ → lo ≤ x ∧ x ≤ hi) →
      satSum lo hi a l₁ = satSum lo hi a l₂ := by
  induction hp with
  | nil => intros; rfl
  | cons x _ ih =>
    intro a _ _ hm
    have := clip_mem h (a + x)
    exact ih (sadd lo hi a x) this.1 this.2 fun y hy => hm y (List.mem_cons_of_mem _ hy)
  | swap x y l =>
    intro a a1 a2 hm
    have hx := hm x (by simp)
    have hy := hm y (by simp)
    have e : sadd lo hi (sadd lo hi a y) x = sadd lo hi (sadd lo hi a x) y := by
      rw [sadd_sadd h h0 ⟨a1, a2⟩ hy hx, sadd_sadd h h0 ⟨a1, a2⟩ hx hy]
      have e : a + y + x = a + x + y := by grind
      rw [e]
    unfold satSum
    rw [List.foldl_cons, List.foldl_cons, List.foldl_cons, List.foldl_cons, e]
  | trans p₁ _ ih₁ ih₂ =>
    intro a a1 a2 hm
    rw [ih₁ a a1 a2 hm, ih₂ a a1 a2 fun x hx => hm x (p₁.mem_iff.2 hx)]

/-- Saturating accumulation is independent of the order of the summands if and only if the range
lies on one side of zero. Claim `boundedarithmetic.saturating-add`. -/
theorem satSum_order_free_iff {lo hi : R} (h : lo ≤ hi) :
    (∀ (l₁ l₂ : List R) (a : R), l₁.Perm l₂ → lo ≤ a → a ≤ hi → (∀ x, x ∈ l₁ → lo ≤ x ∧ x ≤ hi) →
      satSum lo hi a l₁ = satSum lo hi a l₂) ↔ 0 ≤ lo ∨ hi ≤ 0 := by
  constructor
  · intro H
    apply Classical.byContradiction
    intro hn
    have ⟨d, d0, d1, d2⟩ := exists_step (lo := lo) (hi := hi) (by grind) (by grind)
    have := H [d, -d] [-d, d] hi (List.Perm.swap _ _ _) h (IsPreorder.le_refl _) (by simp; grind)
    have ⟨e1, e3, _, _, e4⟩ := sadd_step d0 d1 d2
    simp only [satSum, List.foldl_cons, List.foldl_nil, e1, e3, e4] at this
    grind
  · intro h0 l₁ l₂ a hp a1 a2 hm
    exact satSum_perm h h0 hp a a1 a2 hm

omit [OrderedRing R] in
/-- Every saturated partial sum is the true partial sum if and only if every true partial sum lies
in the range. Claim `boundedarithmetic.saturating-prefixes`. -/
theorem satSum_exact_iff {lo hi : R} (h : lo ≤ hi) (l : List R) (a : R) (a1 : lo ≤ a)
    (a2 : a ≤ hi) :
    (∀ k, k ≤ l.length → satSum lo hi a (l.take k) = a + (l.take k).sum) ↔
      ∀ k, k ≤ l.length → lo ≤ a + (l.take k).sum ∧ a + (l.take k).sum ≤ hi := by
  induction l generalizing a with
  | nil =>
    constructor
    · intro _ k _
      have e : a + (([] : List R).take k).sum = a := by simp; grind
      rw [e]; exact ⟨a1, a2⟩
    · intro _ k _
      have e : a + (([] : List R).take k).sum = a := by simp; grind
      rw [e]; simp [satSum]
  | cons x l ih =>
    have hm : lo ≤ sadd lo hi a x ∧ sadd lo hi a x ≤ hi := clip_mem h (a + x)
    have key : sadd lo hi a x = a + x ↔ lo ≤ a + x ∧ a + x ≤ hi := clip_eq_self_iff h
    have ih' := ih (sadd lo hi a x) hm.1 hm.2
    have es : ∀ k, satSum lo hi a ((x :: l).take (k + 1)) = satSum lo hi (sadd lo hi a x)
      (l.take k) := fun k => rfl
    have et : ∀ k, a + ((x :: l).take (k + 1)).sum = (a + x) + (l.take k).sum := by
      intro k; rw [List.take_succ_cons, List.sum_cons]; grind
    have e1 : (a + x) + (l.take 0).sum = a + x := by simp; grind
    have e0 : a + ((x :: l).take 0).sum = a := by simp; grind
    constructor
    · intro H
      have h1 := H 1 (by simp)
      rw [es 0, et 0, e1] at h1
      have h1' : sadd lo hi a x = a + x := h1
      rw [h1'] at ih'
      have h2 := ih'.1 fun k hk => by
        have := H (k + 1) (by simp; omega)
        rw [es, et, h1'] at this; exact this
      intro k hk
      cases k with
      | zero => rw [e0]; exact ⟨a1, a2⟩
      | succ k => rw [et]; exact h2 k (by simpa using hk)
    · intro H
      have h1 := H 1 (by simp)
      rw [et 0, e1] at h1
      have h1' := key.2 h1
      rw [h1'] at ih'
      have h2 := ih'.2 fun k hk => by
        have := H (k + 1) (by simp; omega)
        rw [et] at this; exact this
      intro k hk
      cases k with
      | zero => rw [e0]; rfl
      | succ k => rw [es, et, h1']; exact h2 k (by simpa using hk)

/-- The condition on the partial sums cannot be dropped: in the signed range of eight bits,
saturation changes `127 + 1 - 1`, although the true sum fits. Claim
`boundedarithmetic.saturating-prefixes`. -/
theorem satSum_inexact_int8 :
    satSum (-128 : Int) 127 127 [1, -1] = 126 ∧ (127 : Int) + [1, -1].sum = 127 := by decide
end BoundedArithmetic
