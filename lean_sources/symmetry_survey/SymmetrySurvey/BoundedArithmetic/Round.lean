module
public import SymmetryAlgebra
/-!
# Rounding to a grid

`rnd x` is the integer nearest to a rational `x`, ties going up; `s * rnd (x / s)` is the nearest
point of the grid of step `s`. The half-step error bound and its attainment, the grid points that
are nearest, ties, and the shifts that rounding respects.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic

/-- Round to nearest, ties up: `⌊x + 1/2⌋`. -/
def rnd (x : Rat) : Int := (x + 1/2).floor

/-- `rnd x` is the integer `k` with `k - 1/2 ≤ x < k + 1/2`. -/
theorem rnd_eq_iff {x : Rat} {k : Int} : rnd x = k ↔ (k : Rat) - 1/2 ≤ x ∧ x < k + 1/2 := by
  unfold rnd
  have h1 : k ≤ (x + 1/2).floor ↔ (k : Rat) ≤ x + 1/2 := Rat.le_floor_iff
  have h2 : (x + 1/2).floor < k + 1 ↔ x + 1/2 < ((k + 1 : Int) : Rat) := Rat.floor_lt_iff
  have h3 : ((k + 1 : Int) : Rat) = (k : Rat) + 1 := by simp
  rw [h3] at h2
  constructor
  · intro h; grind
  · intro h
    have := h1.2 (by grind)
    have := h2.2 (by grind)
    omega

/-- The bounds that define `rnd x`. -/
theorem rnd_bounds (x : Rat) : (rnd x : Rat) - 1/2 ≤ x ∧ x < rnd x + 1/2 := rnd_eq_iff.1 rfl

/-- An integer is its own rounding. -/
theorem rnd_intCast (k : Int) : rnd k = k := rnd_eq_iff.2 (by grind)

/-- Different integers are at least one apart, as rationals. -/
theorem intCast_succ_le {p q : Int} (h : p < q) : (p : Rat) + 1 ≤ q := by exact_mod_cast h

/-- Rounding to a grid of step `s` moves a value by at most half a step.
Claim `boundedarithmetic.round-error`. -/
theorem round_error {s : Rat} (hs : 0 < s) (x : Rat) : absv (s * rnd (x / s) - x) ≤ s / 2 := by
  have h := rnd_bounds (x / s)
  have e : x = s * (x / s) := by grind
  have h1 :=
    OrderedRing.mul_nonneg (a := s) (b := x / s - (rnd (x / s) - 1/2)) (by grind) (by grind)
  have h2 :=
    OrderedRing.mul_nonneg (a := s) (b := (rnd (x / s) + 1/2) - x / s) (by grind) (by grind)
  generalize x / s = y at *
  subst e
  rw [absv_le]; grind

/-- The half-step error is attained at the midpoints of the grid, and nowhere else.
Claim `boundedarithmetic.round-error`. -/
theorem round_error_attained_iff {s : Rat} (hs : 0 < s) (x : Rat) :
    absv (s * rnd (x / s) - x) = s / 2 ↔ ∃ k : Int, x = s * (k + 1/2) := by
  have h := rnd_bounds (x / s)
  have e : x = s * (x / s) := by grind
  constructor
  · intro ha
    refine ⟨rnd (x / s) - 1, ?_⟩
    have h2 := OrderedRing.mul_pos (a := s) (b := (rnd (x / s) + 1/2) - x / s) hs (by grind)
    have e1 : ((rnd (x / s) - 1 : Int) : Rat) = (rnd (x / s) : Rat) - 1 := by simp
    rw [e1]
    generalize x / s = y at *
    subst e
    unfold absv at ha; grind
  · rintro ⟨k, hk⟩
    have e2 : x / s = k + 1/2 := by grind
    have e3 : rnd (x / s) = k + 1 := rnd_eq_iff.2 (by
      have : ((k + 1 : Int) : Rat) = (k : Rat) + 1 := by simp
      grind)
    have e1 : ((k + 1 : Int) : Rat) = (k : Rat) + 1 := by simp
    rw [e3, e1, hk]
    unfold absv; grind

/-- The grid point `s * q` is nearest to `x` among all points of the grid of step `s`. -/
def IsNearest (s x : Rat) (q : Int) : Prop := ∀ z : Int, absv (s * q - x) ≤ absv (s * z - x)

/-- What is no closer to zero than its two neighbours at distance `s` is at most `s / 2` away from
it. -/
theorem absv_le_half {s a : Rat} (hs : 0 < s) (h1 : absv a ≤ absv (a + s))
    (h2 : absv a ≤ absv (a - s)) : absv a ≤ s / 2 := by
  by_cases ha : 0 ≤ a
  · rw [absv_of_nonneg ha] at *
    by_cases hb : 0 ≤ a - s
    · rw [absv_of_nonneg hb] at h2; grind
    · rw [absv_of_nonpos (by grind)] at h2; grind
  · rw [absv_of_nonpos (x := a) (by grind)] at *
    by_cases hb : 0 ≤ a + s
    · rw [absv_of_nonneg hb] at h1; grind
    · rw [absv_of_nonpos (by grind)] at h1; grind

/-- A grid point is nearest to `x` if and only if it is no more than half a step away.
Claim `boundedarithmetic.round-nearest`. -/
theorem isNearest_iff {s : Rat} (hs : 0 < s) (x : Rat) (q : Int) :
    IsNearest s x q ↔ absv (s * q - x) ≤ s / 2 := by
  constructor
  · intro h
    have e1 : s * ((q + 1 : Int) : Rat) - x = s * q - x + s := by rw [Rat.intCast_add]; grind
    have e2 : s * ((q - 1 : Int) : Rat) - x = s * q - x - s := by rw [Rat.intCast_sub]; grind
    exact absv_le_half hs (e1 ▸ h (q + 1)) (e2 ▸ h (q - 1))
  · intro h z
    by_cases e : z = q
    · rw [e]; exact Rat.le_refl
    · have h' := absv_le.1 h
      refine Rat.le_trans h ?_
      rcases Int.lt_or_gt_of_ne e with hz | hz
      · have := ordered_mul_le_left (intCast_succ_le hz) (c := s) (by grind)
        exact Rat.le_trans (by grind) (le_absv _).2
      · have := ordered_mul_le_left (intCast_succ_le hz) (c := s) (by grind)
        exact Rat.le_trans (by grind) (le_absv _).1

/-- Rounding is optimal: it picks a nearest grid point.
Claim `boundedarithmetic.round-nearest`. -/
theorem rnd_isNearest {s : Rat} (hs : 0 < s) (x : Rat) : IsNearest s x (rnd (x / s)) :=
  (isNearest_iff hs x _).2 (round_error hs x)

/-- There are two nearest grid points if and only if `x` is a midpoint of the grid.
Claim `boundedarithmetic.round-nearest`. -/
theorem tie_iff {s : Rat} (hs : 0 < s) (x : Rat) :
    (∃ p q : Int, p ≠ q ∧ IsNearest s x p ∧ IsNearest s x q) ↔ ∃ k : Int, x = s * (k + 1/2) := by
  have key : ∀ p q : Int, p < q → IsNearest s x p → IsNearest s x q → x = s * (p + 1/2) := by
    intro p q h hp hq
    rw [isNearest_iff hs] at hp hq
    have := ordered_mul_le_left (intCast_succ_le h) (c := s) (by grind)
    rw [absv_le] at hp hq
    grind
  constructor
  · rintro ⟨p, q, hne, hp, hq⟩
    rcases Int.lt_or_gt_of_ne hne with h | h
    · exact ⟨p, key p q h hp hq⟩
    · exact ⟨q, key q p h hq hp⟩
  · rintro ⟨k, rfl⟩
    refine ⟨k, k + 1, by omega, ?_, ?_⟩ <;> rw [isNearest_iff hs]
    · unfold absv; grind
    · have e1 : ((k + 1 : Int) : Rat) = (k : Rat) + 1 := by simp
      rw [e1]
      unfold absv; grind

/-- Rounding commutes with an integer shift. -/
theorem rnd_add_intCast (x : Rat) (k : Int) : rnd (x + k) = rnd x + k := by
  have h := rnd_bounds x
  apply rnd_eq_iff.2
  have e1 : ((rnd x + k : Int) : Rat) = (rnd x : Rat) + k := by simp
  rw [e1]; grind

/-- A shift of the input can be undone by a shift of the codes if and only if it is an integer
number of steps. Claim `boundedarithmetic.round-shift`. -/
theorem rnd_shift_iff (t : Rat) : (∃ c : Int, ∀ x, rnd (x + t) = rnd x + c) ↔ ∃ k : Int, t = k := by
  constructor
  · rintro ⟨c, h⟩
    have h1 := h (-1/2)
    have e1 : rnd (-1/2) = 0 := rnd_eq_iff.2 (by grind)
    rw [e1] at h1
    have h2 := (rnd_eq_iff.1 h1).1
    have h3 := h (c - t - 1/2)
    have e2 : rnd (c - t - 1/2 + t) = c := rnd_eq_iff.2 (by grind)
    rw [e2] at h3
    have e3 : rnd (c - t - 1/2) = 0 := by omega
    have h4 := (rnd_eq_iff.1 e3).1
    have e4 : ((0 + c : Int) : Rat) = (c : Rat) := by simp
    have e5 : ((0 : Int) : Rat) = 0 := by simp
    exact ⟨c, by grind⟩
  · rintro ⟨k, rfl⟩
    exact ⟨k, fun x => rnd_add_intCast x k⟩

/-- Adding an update `δ` before rounding or after it is the same, for a weight `w`, exactly when `δ`
is a whole number of steps. Claim `boundedarithmetic.adapter-merge`. -/
theorem merge_order_iff (w δ : Rat) : (rnd (w + δ) : Rat) = rnd w + δ ↔ ∃ k : Int, δ = k := by
  constructor
  · intro h
    exact ⟨rnd (w + δ) - rnd w, by simp only [Rat.intCast_sub]; grind⟩
  · rintro ⟨k, rfl⟩
    rw [rnd_add_intCast]; simp

/-- The two orders differ by less than one step. Claim `boundedarithmetic.adapter-merge`. -/
theorem merge_order_error (w δ : Rat) : absv ((rnd (w + δ) : Rat) - (rnd w + δ)) < 1 := by
  have h1 := rnd_bounds (w + δ)
  have h2 := rnd_bounds w
  unfold absv
  split <;> grind

/-- And no smaller bound holds: every `η < 1` is exceeded. Claim `boundedarithmetic.adapter-merge`.
-/
theorem merge_order_error_sharp {η : Rat} (h0 : 0 ≤ η) (h1 : η < 1) :
    ∃ w δ : Rat, η < absv ((rnd (w + δ) : Rat) - (rnd w + δ)) := by
  -- a weight just below a midpoint, and an update that carries it to the midpoint
  refine ⟨1/2 - (1 - η)/2, (1 - η)/2, ?_⟩
  have e1 : rnd (1/2 - (1 - η)/2 + (1 - η)/2) = 1 :=
    rnd_eq_iff.2 (by constructor <;> simp <;> grind)
  have e2 : rnd (1/2 - (1 - η)/2) = 0 := rnd_eq_iff.2 (by constructor <;> simp <;> grind)
  rw [e1, e2]
  unfold absv
  split <;> simp at * <;> grind

/-- On a weight that is a code already, an update is lost entirely by rounding afterwards exactly
when it is at least minus half a step and less than half a step. Claim
`boundedarithmetic.adapter-merge`. -/
theorem merge_lost_iff (k : Int) (δ : Rat) : rnd (k + δ) = k ↔ -(1/2) ≤ δ ∧ δ < 1/2 := by
  rw [rnd_eq_iff]
  constructor <;> intro h <;> constructor <;> grind
end BoundedArithmetic
