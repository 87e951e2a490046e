module
public import SymmetrySurvey.Dormancy.Interval
/-!
# Dead units without a box, and under rescaled activations

Over an ordered field: which units and inputs are dead on all of space, and which units stay dead
whatever the scale of the activations.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u

section field
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]
    [DecidableLE F]

omit [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F] [DecidableLE F] in
/-- The pre-activation along one coordinate axis through a point. -/
theorem pre_axis {n : Nat} (w : Fin n → F) (b : F) (x : Fin n → F) (j : Fin n) (t : F) :
    pre w b (fun i => x i + t * unitVec j i) = pre w b x + w j * t := by
  have : ∀ i, w i * (x i + t * unitVec j i) = w i * x i + t * (w i * unitVec j i) := by
    intro i; grind
  simp only [pre, this]
  rw [fsum_add, fsum_mul_left, fsum_mul_unit]
  grind

/-- A rectified unit is dead on all of space exactly when its weight row is zero and its bias is not
positive. Claim `dormancy.zero-row`. -/
theorem dead_everywhere_iff {n : Nat} (w : Fin n → F) (b : F) :
    (∀ x, relu (pre w b x) = 0) ↔ (∀ i, w i = 0) ∧ b ≤ 0 := by
  have at0 : pre w b (fun _ => 0) = b := by
    have : ∀ i, w i * (0 : F) = 0 := by intro i; grind
    simp only [pre, this, fsum_const_zero]; grind
  constructor
  · intro h
    have hb := h (fun _ => 0)
    rw [relu_eq_zero, at0] at hb
    refine ⟨fun j => ?_, hb⟩
    apply Classical.byContradiction
    intro hw
    have := h (fun i => 0 + ((w j)⁻¹ * (1 - b)) * unitVec j i)
    rw [relu_eq_zero, pre_axis w b (fun _ => 0) j, at0] at this
    have e : w j * ((w j)⁻¹ * (1 - b)) = 1 - b := by grind
    have one := OrderedRing.zero_lt_one (R := F)
    grind
  · rintro ⟨hw, hb⟩ x
    rw [relu_eq_zero]
    have : ∀ i, w i * x i = 0 := by intro i; rw [hw]; grind
    simp only [pre, this, fsum_const_zero]; grind

/-- No output of a rectified layer depends on the input coordinate `j` exactly when column `j` of
the weights is zero. Claim `dormancy.zero-column`. -/
theorem unused_input_iff {m n : Nat} (W : Fin m → Fin n → F) (b : Fin m → F) (j : Fin n) :
    (∀ x y : Fin n → F, (∀ k, k ≠ j → x k = y k) →
      ∀ i, relu (pre (W i) (b i) x) = relu (pre (W i) (b i) y)) ↔
      ∀ i, W i j = 0 := by
  have one := OrderedRing.zero_lt_one (R := F)
  constructor
  · intro h i
    apply Classical.byContradiction
    intro hw
    let c : F := pre (W i) (b i) (fun _ => 0)
    let at' : F → Fin n → F := fun t k => 0 + ((W i j)⁻¹ * (t - c)) * unitVec j k
    have val : ∀ t, pre (W i) (b i) (at' t) = t := by
      intro t
      rw [pre_axis (W i) (b i) (fun _ => 0) j]
      show c + W i j * ((W i j)⁻¹ * (t - c)) = t
      grind
    have := h (at' 0) (at' 1) (fun k hk => by simp only [at', unitVec, hk, if_false]; grind) i
    rw [val, val] at this
    unfold relu at this
    grind
  · intro h x y hxy i
    have : pre (W i) (b i) x = pre (W i) (b i) y := by
      unfold pre; congr 1
      apply fsum_congr; intro k
      by_cases e : k = j
      · subst e; rw [h]; grind
      · rw [hxy k e]
    rw [this]

/-- A rectified unit agrees with an affine function on a nonempty box exactly when its interval
bounds do not straddle zero: it is dead there (`ub ≤ 0`) or always active (`0 ≤ lb`). Claim
`dormancy.dead-iff-upper-bound`. -/
theorem affine_on_box_iff {n : Nat} (w lo hi : Fin n → F) (b : F) (h : ∀ i, lo i ≤ hi i) :
    (∃ (v : Fin n → F) (c : F), ∀ x, InBox lo hi x → relu (pre w b x) = pre v c x) ↔
      ub w lo hi b ≤ 0 ∨ 0 ≤ lb w lo hi b := by
  have seg : ∀ (v : Fin n → F) (c : F) (p q : Fin n → F) (t : F),
      pre v c (fun i => p i + t * (q i - p i)) = pre v c p + t * (pre v c q - pre v c p) := by
    intro v c p q t
    have : ∀ i, v i * (p i + t * (q i - p i)) = v i * p i + t * (v i * q i - v i * p i) := by
      intro i; grind
    simp only [pre, this]
    rw [fsum_add, fsum_mul_left, fsum_sub]
    generalize fsum n (fun i => v i * p i) = y
    generalize fsum n (fun i => v i * q i) = z
    grind
  constructor
  · rintro ⟨v, c, hv⟩
    apply Classical.byContradiction
    intro hn
    obtain ⟨p, hp, ep⟩ := lb_attained w lo hi b h
    obtain ⟨q, hq, eq⟩ := ub_attained w lo hi b h
    generalize ub w lo hi b = U at *
    generalize lb w lo hi b = L at *
    have hL : L < 0 := by grind
    have hU : 0 < U := by grind
    -- the point between the two corners where the pre-activation vanishes
    have hi' := field_inv_pos (a := U - L) (by grind)
    have inv : (U - L) * (U - L)⁻¹ = 1 :=
      Field.mul_inv_cancel (by grind)
    generalize (U - L)⁻¹ = k at *
    have t0 : 0 < -L * k := OrderedRing.mul_pos (by grind) hi'
    have t1 : 0 < U * k := OrderedRing.mul_pos hU hi'
    have e1 : -L * k + U * k = 1 := by
      rw [← inv]; grind
    have zero : L + -L * k * (U - L) = 0 := by
      have : -L * k * (U - L) = -L * ((U - L) * k) := by
        grind
      rw [this, inv]; grind
    generalize -L * k = t at *
    have box : InBox lo hi (fun i => p i + t * (q i - p i)) := by
      intro i
      have a := hp i
      have b := hq i
      have c := ordered_mul_le_left a.1 (c := U * k) (by grind)
      have d := ordered_mul_le_left a.2 (c := U * k) (by grind)
      have e := ordered_mul_le_left b.1 (c := t) (by grind)
      have f := ordered_mul_le_left b.2 (c := t) (by grind)
      have s : U * k = 1 - t := by grind
      rw [s] at c d
      show lo i ≤ p i + t * (q i - p i) ∧ p i + t * (q i - p i) ≤ hi i
      generalize p i = p' at *
      generalize q i = q' at *
      generalize lo i = l' at *
      generalize hi i = h' at *
      constructor <;> grind
    have hm := hv _ box
    have hvp := hv p hp
    have hvq := hv q hq
    rw [seg, seg, ← hvp, ← hvq, ep, eq, zero] at hm
    have r0 : relu (0 : F) = 0 :=
      (relu_eq_zero _).2 (IsPreorder.le_refl 0)
    have rL : relu L = 0 :=
      (relu_eq_zero _).2 (by
        grind)
    have rU : relu U = U := by
      unfold relu
      exact if_neg (by grind)
    rw [r0, rL, rU] at hm
    have := OrderedRing.mul_pos t0 hU
    grind
  · rintro (hu | hl)
    · refine ⟨fun _ => 0, 0, fun x hx => ?_⟩
      have e : pre (fun _ => (0 : F)) 0 x = 0 := by
        have : ∀ i, (0 : F) * x i = 0 := fun i => Semiring.zero_mul _
        simp only [pre, this, fsum_const_zero]; exact AddCommMonoid.add_zero _
      rw [e]
      exact (dead_iff w lo hi b h).2 hu x hx
    · refine ⟨w, b, fun x hx => ?_⟩
      have := (pre_bounds w lo hi b x hx).1
      unfold relu; grind

/-- Scaling both ends scales the larger. -/
theorem gmax_scale (a x y : F) (ha : 0 ≤ a) : gmax (a * x) (a * y) = a * gmax x y := by
  by_cases h : x ≤ y
  · have := ordered_mul_le_left h ha
    simp [gmax, h, this]
  · have h' : y ≤ x := by grind
    have := ordered_mul_le_left h' ha
    unfold gmax; grind

/-- A unit is dead on every rescaling `a · [lo, hi]`, `a ≥ 0`, of a nonempty box exactly when it is
dead on the box without its bias and the bias is not positive: a negative bias alone holds a unit
down at one activation scale only. Claim `dormancy.activation-scale`. -/
theorem dead_all_scales_iff {n : Nat} (w lo hi : Fin n → F) (b : F) (h : ∀ i, lo i ≤ hi i) :
    (∀ a, 0 ≤ a → ∀ x, InBox (fun i => a * lo i) (fun i => a * hi i) x → relu (pre w b x) = 0) ↔
      ub w lo hi 0 ≤ 0 ∧ b ≤ 0 := by
  have sc : ∀ a, 0 ≤ a → ub w (fun i => a * lo i) (fun i => a * hi i) b = a * ub w lo hi 0 + b := by
    intro a ha
    have : ∀ i, gmax (w i * (a * lo i)) (w i * (a * hi i)) = a * gmax (w i * lo i)
      (w i * hi i) := by
      intro i
      rw [← gmax_scale _ _ _ ha]
      congr 1 <;> grind
    simp only [ub, this]
    rw [fsum_mul_left]; grind
  have box : ∀ a, 0 ≤ a → ∀ i, a * lo i ≤ a * hi i := fun a ha i => ordered_mul_le_left (h i) ha
  have one := OrderedRing.zero_lt_one (R := F)
  constructor
  · intro hd
    have key : ∀ a, 0 ≤ a → a * ub w lo hi 0 + b ≤ 0 := by
      intro a ha
      rw [← sc a ha]
      exact (dead_iff w _ _ b (box a ha)).1 (hd a ha)
    have hb : b ≤ 0 := by have := key 0 (by grind); grind
    refine ⟨?_, hb⟩
    apply Classical.byContradiction
    intro hu
    have hp : 0 < ub w lo hi 0 := by grind
    have hi' := field_inv_pos hp
    have ha : 0 ≤ (ub w lo hi 0)⁻¹ * (1 - b) := OrderedRing.mul_nonneg (by grind) (by grind)
    have := key _ ha
    have e : (ub w lo hi 0)⁻¹ * (1 - b) * ub w lo hi 0 = 1 - b := by
      generalize ub w lo hi 0 = u at *
      have : u ≠ 0 := by grind
      grind
    grind
  · rintro ⟨hu, hb⟩ a ha
    rw [dead_iff w _ _ b (box a ha), sc a ha]
    have := ordered_mul_le_left hu ha
    grind
end field

section ring
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- A gated unit with affine gate and affine value, `(u · x + a)(v · x + c)`, is zero on all inputs
exactly when one of its two factors is: dormancy of a bilinear unit cannot be shared between gate
and value. Claim `dormancy.gated-unit`. -/
theorem glu_dead_iff {n : Nat} (u v : Fin n → R) (a c : R) :
    (∀ x, pre u a x * pre v c x = 0) ↔ ((∀ i, u i = 0) ∧ a = 0) ∨ ((∀ i, v i = 0) ∧ c = 0) := by
  have comb : ∀ (w : Fin n → R) (b : R) (p q : Fin n → R),
      pre w b (fun i => p i + p i - q i) = pre w b p + pre w b p - pre w b q := by
    intro w b p q
    have : ∀ i, w i * (p i + p i - q i) = (w i * p i + w i * p i) - w i * q i := by intro i; grind
    simp only [pre, this]
    rw [fsum_sub, fsum_add]; grind
  have zero : ∀ (w : Fin n → R) (b : R), (∀ x, pre w b x = 0) → (∀ i, w i = 0) ∧ b = 0 := by
    intro w b h
    have h0 := h (fun _ => 0)
    have e0 : ∀ i, w i * (0 : R) = 0 := by intro i; grind
    simp only [pre, e0, fsum_const_zero] at h0
    have hb : b = 0 := by grind
    refine ⟨fun i => ?_, hb⟩
    have := h (unitVec i)
    simp only [pre] at this
    rw [fsum_mul_unit] at this
    grind
  have back : ∀ (w : Fin n → R) (b : R), (∀ i, w i = 0) → b = 0 → ∀ x, pre w b x = 0 := by
    intro w b hw hb x
    have : ∀ i, w i * x i = 0 := by intro i; rw [hw]; grind
    simp only [pre, this, fsum_const_zero]; grind
  constructor
  · intro h
    apply Classical.byContradiction
    intro hn
    have hu : ∃ p, pre u a p ≠ 0 := Classical.byContradiction fun q => hn (.inl (zero u a fun x =>
      Classical.byContradiction fun e => q ⟨x, e⟩))
    have hv : ∃ q, pre v c q ≠ 0 := Classical.byContradiction fun q => hn (.inr (zero v c fun x =>
      Classical.byContradiction fun e => q ⟨x, e⟩))
    obtain ⟨p, hp⟩ := hu
    obtain ⟨q, hq⟩ := hv
    have hvp : pre v c p = 0 := by
      rcases mul_eq_zero' (h p) with e | e
      · exact absurd e hp
      · exact e
    have huq : pre u a q = 0 := by
      rcases mul_eq_zero' (h q) with e | e
      · exact e
      · exact absurd e hq
    have := h (fun i => p i + p i - q i)
    rw [comb, comb, hvp, huq] at this
    rcases mul_eq_zero' this with e | e
    · have : 2 * pre u a p = 0 := by grind
      have two : (2 : R) ≠ 0 := by
        have one := OrderedRing.zero_lt_one (R := R)
        intro h2
        have : (1 : R) + 1 = 0 := by grind
        grind
      rcases mul_eq_zero' this with e | e
      · exact two e
      · exact hp e
    · have : pre v c q = 0 := by grind
      exact hq this
  · rintro (⟨h1, h2⟩ | ⟨h1, h2⟩) x
    · rw [back u a h1 h2]; grind
    · rw [back v c h1 h2]; grind
end ring
end Dormancy
