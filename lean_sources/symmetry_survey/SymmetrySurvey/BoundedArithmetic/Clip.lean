module
public import SymmetryAlgebra
/-!
# Clipping to a range

`clip lo hi` clamps a value to the range `[lo, hi]`. It is the only monotone retraction onto the
range, it commutes with exactly the monotone maps, and two clips commute exactly if their ranges
meet. All of this needs no more than a linear order; the statements about distances need an ordered
commutative ring, and hold for integers, rationals and any ordered field.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic
universe u v

section order
variable {α : Type u} [LE α] [DecidableLE α]

/-- `clip lo hi x = max lo (min hi x)`: the value `x` clamped to the range `[lo, hi]`. -/
def clip (lo hi x : α) : α :=
  if (if hi ≤ x then hi else x) ≤ lo then lo else if hi ≤ x then hi else x

variable [LT α] [LawfulOrderLT α] [IsLinearOrder α] {β : Type v} [LE β] [DecidableLE β] [LT β]
    [LawfulOrderLT β] [IsLinearOrder β]

/-- A clipped value lies in the range. -/
theorem clip_mem {lo hi : α} (h : lo ≤ hi) (x : α) : lo ≤ clip lo hi x ∧ clip lo hi x ≤ hi := by
  unfold clip; grind

/-- Clipping leaves a value alone if and only if the value lies in the range. -/
theorem clip_eq_self_iff {lo hi : α} (h : lo ≤ hi) {x : α} :
    clip lo hi x = x ↔ lo ≤ x ∧ x ≤ hi := by unfold clip; grind

omit [LT α] [LawfulOrderLT α] in
/-- At or below the lower end, the clip is the lower end. -/
theorem clip_of_le {lo hi : α} (h : lo ≤ hi) {x : α} (hx : x ≤ lo) : clip lo hi x = lo := by
  unfold clip; grind

omit [LT α] [LawfulOrderLT α] in
/-- At or above the upper end, the clip is the upper end. -/
theorem clip_of_ge {lo hi : α} (h : lo ≤ hi) {x : α} (hx : hi ≤ x) : clip lo hi x = hi := by
  unfold clip; grind

/-- A value lies below the range, in it, or above it. -/
theorem clip_cases {lo hi : α} (h : lo ≤ hi) (x : α) :
    x ≤ lo ∧ clip lo hi x = lo ∨ lo ≤ x ∧ x ≤ hi ∧ clip lo hi x = x ∨ hi ≤ x ∧
      clip lo hi x = hi := by unfold clip; grind

/-- Clipping twice is clipping once.
Claim `boundedarithmetic.clip-retraction`. -/
theorem clip_idempotent {lo hi : α} (h : lo ≤ hi) (x : α) :
    clip lo hi (clip lo hi x) = clip lo hi x := by
  unfold clip; grind

/-- Clipping is monotone. -/
theorem clip_mono {lo hi : α} (h : lo ≤ hi) {x y : α} (hxy : x ≤ y) :
    clip lo hi x ≤ clip lo hi y := by unfold clip; grind

/-- Clipping is the only monotone map into the range that fixes every point of the range.
Claim `boundedarithmetic.clip-retraction`. -/
theorem clip_unique_retraction {lo hi : α} (h : lo ≤ hi) (f : α → α) :
    ((∀ x y, x ≤ y → f x ≤ f y) ∧ (∀ x, lo ≤ f x ∧ f x ≤ hi) ∧ ∀ x, lo ≤ x → x ≤ hi → f x = x) ↔
      f = clip lo hi := by
  constructor
  · rintro ⟨hm, hr, hf⟩
    funext x
    have h1 := hr x
    have h2 := hm x lo
    have h3 := hm hi x
    have h4 := hf lo (by grind) h
    have h5 := hf hi h (by grind)
    have h6 := hf x
    unfold clip; grind
  · rintro rfl
    exact ⟨fun x y => clip_mono h, clip_mem h, fun x h1 h2 => (clip_eq_self_iff h).2 ⟨h1, h2⟩⟩

/-- The composition law: one clip after another is the clip to the clipped ends.
Claim `boundedarithmetic.clip-composition`. -/
theorem clip_clip {a b c d : α} (h₁ : a ≤ b) (h₂ : c ≤ d) (x : α) :
    clip a b (clip c d x) = clip (clip a b c) (clip a b d) x := by
  unfold clip; grind

/-- Two clips commute if and only if their ranges meet.
Claim `boundedarithmetic.clip-composition`. -/
theorem clip_comm_iff {a b c d : α} (h₁ : a ≤ b) (h₂ : c ≤ d) :
    (∀ x, clip a b (clip c d x) = clip c d (clip a b x)) ↔ a ≤ d ∧ c ≤ b := by
  constructor
  · intro h
    have := h c
    unfold clip at this; grind
  · intro h x
    unfold clip; grind

/-- A map between linear orders commutes with every clip, its ends carried along, if and only if it
is monotone. Claim `boundedarithmetic.clip-monotone-maps`. -/
theorem clip_natural_iff (f : α → β) :
    (∀ lo hi x, lo ≤ hi → f (clip lo hi x) = clip (f lo) (f hi) (f x)) ↔
      ∀ x y, x ≤ y → f x ≤ f y := by
  constructor
  · intro h x y hxy
    have h1 := h x y y hxy
    have h2 : clip x y y = y := by unfold clip; grind
    rw [h2] at h1
    unfold clip at h1; grind
  · intro hm lo hi x h
    have h1 := hm lo hi h
    have h2 := hm x lo
    have h3 := hm lo x
    have h4 := hm hi x
    have h5 := hm x hi
    unfold clip; grind
end order

section ring
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    [DecidableLE R]

/-- Along a step up, the clip steps up by no more, and by as much only inside the range or for no
step at all. -/
theorem clip_step {lo hi : R} (h : lo ≤ hi) {x y : R} (hxy : x ≤ y) : clip lo hi x ≤ clip lo hi y ∧
    clip lo hi y - clip lo hi x ≤ y - x ∧
      (clip lo hi y - clip lo hi x = y - x → x = y ∨ lo ≤ x ∧ y ≤ hi) := by
  have m := clip_mono h hxy
  have cx := clip_cases h x
  have cy := clip_cases h y
  generalize clip lo hi x = p at *
  generalize clip lo hi y = q at *
  refine ⟨m, ?_, ?_⟩ <;> rcases cx with ⟨a, rfl⟩ | ⟨a, a', rfl⟩ | ⟨a, rfl⟩ <;>
    rcases cy with ⟨b, rfl⟩ | ⟨b, b', rfl⟩ | ⟨b, rfl⟩ <;> grind

/-- Clipping never increases a distance.
Claim `boundedarithmetic.clip-nonexpansive`. -/
theorem clip_nonexpansive (lo hi x y : R) : absv (clip lo hi x - clip lo hi y) ≤ absv (x - y) := by
  by_cases h : lo ≤ hi
  · rw [absv_le]
    rcases IsLinearOrder.toIsLinearPreorder.le_total x y with hxy | hxy
    · have ⟨a, b, _⟩ := clip_step h hxy
      rw [absv_of_nonpos (by grind)]; grind
    · have ⟨a, b, _⟩ := clip_step h hxy
      rw [absv_of_nonneg (by grind)]; grind
  · have e : ∀ z, clip lo hi z = lo := by intro z; unfold clip; grind
    have z : lo - lo = 0 := AddCommGroup.sub_self lo
    rw [e, e, z, absv_of_nonneg (IsPreorder.le_refl 0)]
    unfold absv; grind

/-- Clipping keeps the distance of two different points if and only if both lie in the range.
Claim `boundedarithmetic.clip-nonexpansive`. -/
theorem clip_isometry_iff {lo hi : R} (h : lo ≤ hi) {x y : R} (hxy : x ≠ y) :
    absv (clip lo hi x - clip lo hi y) = absv (x - y) ↔ (lo ≤ x ∧ x ≤ hi) ∧ (lo ≤ y ∧ y ≤ hi) := by
  constructor
  · intro e
    rcases IsLinearOrder.toIsLinearPreorder.le_total x y with le | le
    · have ⟨a, _, c⟩ := clip_step h le
      rw [absv_of_nonpos (by grind), absv_of_nonpos (by grind)] at e
      have := c (by grind)
      grind
    · have ⟨a, _, c⟩ := clip_step h le
      rw [absv_of_nonneg (by grind), absv_of_nonneg (by grind)] at e
      have := c e
      grind
  · rintro ⟨hx, hy⟩
    rw [(clip_eq_self_iff h).2 hx, (clip_eq_self_iff h).2 hy]

/-- The clipped value is the one and only point of the range nearest to `x`.
Claim `boundedarithmetic.clip-retraction`. -/
theorem clip_nearest_iff {lo hi : R} (h : lo ≤ hi) (x z : R) :
    (lo ≤ z ∧ z ≤ hi ∧ ∀ w, lo ≤ w → w ≤ hi → absv (z - x) ≤ absv (w - x)) ↔ z = clip lo hi x := by
  have hm := clip_mem h x
  have hc := clip_cases h x
  generalize clip lo hi x = c at *
  constructor
  · rintro ⟨h1, h2, h3⟩
    have h4 := absv_le.1 (h3 c hm.1 hm.2)
    rcases hc with ⟨a, rfl⟩ | ⟨a, a', rfl⟩ | ⟨a, rfl⟩
    · rw [absv_of_nonneg (by grind)] at h4; grind
    · rw [absv_of_nonneg (by grind)] at h4; grind
    · rw [absv_of_nonpos (by grind)] at h4; grind
  · rintro rfl
    refine ⟨hm.1, hm.2, fun w h1 h2 => ?_⟩
    rcases hc with ⟨a, rfl⟩ | ⟨a, a', rfl⟩ | ⟨a, rfl⟩
    · rw [absv_of_nonneg (by grind), absv_of_nonneg (by grind)]; grind
    · rw [absv_of_nonneg (by grind)]; unfold absv; grind
    · rw [absv_of_nonpos (by grind), absv_of_nonpos (by grind)]; grind

/-- Clipping commutes with the sign gauge `x ↦ -x` if and only if the range is symmetric.
Claim `boundedarithmetic.clip-odd`. -/
theorem clip_odd_iff {lo hi : R} (h : lo ≤ hi) :
    (∀ x, clip lo hi (-x) = -clip lo hi x) ↔ lo = -hi := by
  constructor
  · intro H
    have h1 := H lo
    have h2 := H hi
    rw [clip_of_le h (IsPreorder.le_refl lo)] at h1
    rw [clip_of_ge h (IsPreorder.le_refl hi)] at h2
    have m1 := clip_mem h (-lo)
    have m2 := clip_mem h (-hi)
    rw [h1] at m1
    rw [h2] at m2
    grind
  · rintro e x
    rcases clip_cases h x with ⟨a, c⟩ | ⟨a, a', c⟩ | ⟨a, c⟩
    · rw [c, clip_of_ge h (by grind)]; grind
    · rw [c, (clip_eq_self_iff h).2 (by grind)]
    · rw [c, clip_of_le h (by grind)]; grind

end ring
end BoundedArithmetic
