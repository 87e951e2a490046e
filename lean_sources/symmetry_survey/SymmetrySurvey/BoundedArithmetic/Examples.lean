module
public import SymmetrySurvey.BoundedArithmetic.Saturate
public import SymmetrySurvey.BoundedArithmetic.Accumulator
public import SymmetrySurvey.BoundedArithmetic.Affine
public import SymmetrySurvey.BoundedArithmetic.HalfEven
public import SymmetrySurvey.BoundedArithmetic.Requant
public import SymmetrySurvey.BoundedArithmetic.Dither
public import SymmetrySurvey.BoundedArithmetic.Scale
/-!
# Instances

The hypotheses of the theorems on bounded arithmetic can be met, and the theorems say something when
they are: small instances, most of them of eight-bit arithmetic.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic

/-- Clipping to signed eight bits: both ends cut, the middle stays.
Claims `boundedarithmetic.clip-retraction` and `boundedarithmetic.clip-retraction`. -/
theorem clip_int8_example : clip (-128 : Int) 127 300 = 127 ∧ clip (-128 : Int) 127 (-300) = -128 ∧
    clip (-128 : Int) 127 5 = 5 := by decide

/-- Clipping to signed eight bits shrinks the distance from `100` to `300`, which is `200`, to `27`.
Claim `boundedarithmetic.clip-nonexpansive`. -/
theorem clip_shrinks_example :
    absv (clip (-128 : Int) 127 300 - clip (-128 : Int) 127 100) = 27 ∧
    absv (300 - 100 : Int) = 200 := by
  decide

/-- Two ranges that do not meet: the later clip wins, so the order matters.
Claim `boundedarithmetic.clip-composition`. -/
theorem clip_disjoint_example :
    clip (0 : Int) 1 (clip 2 3 2) = 1 ∧ clip (2 : Int) 3 (clip 0 1 2) = 2 := by decide

/-- Rounding is monotone, so it commutes with every clip whose ends are rounded too.
Claim `boundedarithmetic.clip-monotone-maps`. -/
theorem rnd_clip_example (lo hi x : Rat) (h : lo ≤ hi) : rnd (clip lo hi x) = clip (rnd lo) (rnd hi)
    (rnd x) :=
  (clip_natural_iff rnd).2 (fun x y hxy =>
    Rat.floor_monotone (a := x + 1/2) (b := y + 1/2) (by grind)) lo hi x h

/-- The full signed range of eight bits is not symmetric: negation and clipping disagree at the
least code. Claim `boundedarithmetic.clip-odd`. -/
theorem clip_odd_example :
    clip (-128 : Int) 127 (-(-128)) = 127 ∧ -clip (-128 : Int) 127 (-128) = 128 := by decide

/-- On the grid of step `1/4`, the midpoint `1/8` is rounded with an error of `1/8`.
Claim `boundedarithmetic.round-error`. -/
theorem round_error_example : absv ((1/4 : Rat) * rnd ((1/8) / (1/4)) - 1/8) = (1/4) / 2 :=
  (round_error_attained_iff (by grind) _).2 ⟨0, by grind⟩

/-- The value `1/2` has two nearest integers.
Claim `boundedarithmetic.round-nearest`. -/
theorem tie_example : IsNearest 1 (1/2) 0 ∧ IsNearest 1 (1/2) 1 :=
  ⟨(isNearest_iff (by grind) _ _).2 (by decide +kernel),
    (isNearest_iff (by grind) _ _).2 (by decide +kernel)⟩

/-- The two rules on halves: `1/2` goes to `0` or `1`, and `3/2` to `2` under both.
Claim `boundedarithmetic.round-half-even`. -/
theorem halfEven_example :
    halfEven 2 1 = 0 ∧ halfUp 2 1 = 1 ∧ halfEven 2 3 = 2 ∧ halfUp 2 3 = 2 := by decide

/-- An unsigned eight-bit quantiser with scale `1/2` and zero point `3`: zero is exact, a half-step
is not, and large values are cut. Claims `boundedarithmetic.affine-round-trip`,
`boundedarithmetic.affine-error` and `boundedarithmetic.zero-exact`. -/
theorem affine_example :
    deq (1/2) 3 (quant (1/2) 3 0 255 0) = 0 ∧ deq (1/2) 3 (quant (1/2) 3 0 255 (1/4)) = 1/2 ∧
    deq (1/2) 3 (quant (1/2) 3 0 255 1000) = 126 := by decide +kernel

/-- A range on one side of zero, as after a rectifier: the symmetric range around `0 … 255` is twice
as wide. Claim `boundedarithmetic.symmetric-range`. -/
theorem symBound_example : 2 * symBound (0 : Int) 255 = 2 * (255 - 0) := by decide

/-- The least word of eight bits is its own negation.
Claim `boundedarithmetic.negation`. -/
theorem negation_example : (-(128#8)).toInt = -128 ∧ (128#8).toInt = -128 := by decide

/-- Saturating addition of signed eight-bit numbers depends on the brackets.
Claim `boundedarithmetic.saturating-add`. -/
theorem sadd_example : sadd (-128 : Int) 127 (sadd (-128) 127 127 1) (-1) = 126 ∧
    sadd (-128 : Int) 127 127 (sadd (-128) 127 1 (-1)) = 127 := by decide

/-- Rounding `3/8` to quarters and then to integers gives `1`, rounding at once gives `0`; through
thirds it gives `0`. Claim `boundedarithmetic.double-rounding`. -/
theorem double_rounding_example :
    rnd ((rnd (4 * (3/8)) : Rat) / 4) = 1 ∧ rnd ((rnd (3 * (3/8)) : Rat) / 3) = 0 ∧
    rnd (3/8) = 0 := by decide +kernel

/-- The block `8, 24, -40`. -/
def exampleBlock (i : Fin 3) : Int := if i = 0 then 8 else if i = 1 then 24 else -40

/-- The block `8, 24, -40` shares the exponent `3`: mantissas up to `5` suffice, mantissas up to `4`
do not, under any shared exponent. Claim `boundedarithmetic.block-exponent`. -/
theorem block_exponent_example :
    (∃ (e : Nat) (q : Fin 3 → Int), ∀ i, (q i).natAbs ≤ 5 ∧ exampleBlock i = 2 ^ e * q i) ∧
    ¬ ∃ (e : Nat) (q : Fin 3 → Int), ∀ i, (q i).natAbs ≤ 4 ∧ exampleBlock i = 2 ^ e * q i := by
  constructor
  · exact (block_exponent_iff _ (v := 3) (by decide) (by decide) 5).2 (by decide)
  · intro hn
    exact absurd ((block_exponent_iff _ (v := 3) (by decide) (by decide) 4).1 hn) (by decide)

/-- Three is a floating-point number of two bits, its square is not: a scale of three leaves the
grid. Claim `boundedarithmetic.power-of-two-scale`. -/
theorem float_scale_example : IsFloat 2 3 ∧ ¬ IsFloat 2 (3 * 3) := by
  constructor
  · exact ⟨3, 0, by decide, by simp⟩
  · intro h
    have e : (3 * 3 : Rat) = (9 : Int) * (2 : Rat) ^ (0 : Int) := by decide +kernel
    rw [e] at h
    exact absurd (odd_lt_of_isFloat (by decide) h) (by decide)

/-- Two dithers recover `1/2`, which rounding down alone loses.
Claim `boundedarithmetic.dither`. -/
theorem dither_example :
    fsum 2 (fun k => ((1/2 : Rat) + (k.val : Nat) / ((2 : Nat) : Rat)).floor) = 1 ∧
    (1/2 : Rat).floor = 0 := by
  decide +kernel
end BoundedArithmetic
