module
public import SymmetrySurvey.BoundedArithmetic.Clip
public import SymmetrySurvey.BoundedArithmetic.Round
/-!
# The affine quantiser

A scale `s`, a zero point `z` and a range of codes `lo … hi`: `quant` rounds, shifts and clips,
`deq` goes back. What comes through the round trip unchanged, where the half-step bound holds, when
zero is exact, and what a symmetric range costs.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic

/-- The code of `x` under scale `s`, zero point `z` and code range `lo … hi`. -/
def quant (s : Rat) (z lo hi : Int) (x : Rat) : Int := clip lo hi (rnd (x / s) + z)

/-- The value of the code `q` under scale `s` and zero point `z`. -/
def deq (s : Rat) (z q : Int) : Rat := s * (q - z)

/-- A quantised value has a code in the range. -/
theorem quant_mem (s : Rat) (z : Int) {lo hi : Int} (h : lo ≤ hi) (x : Rat) :
    lo ≤ quant s z lo hi x ∧ quant s z lo hi x ≤ hi := clip_mem h _

/-- A code that is decoded and quantised again comes back clipped. So codes in the range survive,
and no others. Claim `boundedarithmetic.affine-round-trip`. -/
theorem quant_deq {s : Rat} (hs : s ≠ 0) (z lo hi q : Int) :
    quant s z lo hi (deq s z q) = clip lo hi q := by
  have e1 : deq s z q / s = ((q - z : Int) : Rat) := by
    have : ((q - z : Int) : Rat) = (q : Rat) - z := by simp
    unfold deq; grind
  unfold quant
  rw [e1, rnd_intCast]
  have : q - z + z = q := by omega
  rw [this]

/-- Quantisation followed by decoding leaves a value alone if and only if it is the value of a code
in the range. Claim `boundedarithmetic.affine-round-trip`. -/
theorem deq_quant_eq_iff {s : Rat} (hs : s ≠ 0) (z : Int) {lo hi : Int} (h : lo ≤ hi) (x : Rat) :
    deq s z (quant s z lo hi x) = x ↔ ∃ q, lo ≤ q ∧ q ≤ hi ∧ x = deq s z q := by
  constructor
  · intro e
    have := quant_mem s z h x
    exact ⟨_, this.1, this.2, e.symm⟩
  · rintro ⟨q, h1, h2, rfl⟩
    rw [quant_deq hs, (clip_eq_self_iff h).2 ⟨h1, h2⟩]

/-- Fake quantisation is idempotent: a second pass changes nothing.
Claim `boundedarithmetic.affine-round-trip`. -/
theorem fake_quant_idempotent {s : Rat} (hs : s ≠ 0) (z : Int) {lo hi : Int} (h : lo ≤ hi)
    (x : Rat) :
    deq s z (quant s z lo hi (deq s z (quant s z lo hi x))) = deq s z (quant s z lo hi x) :=
  (deq_quant_eq_iff hs z h _).2 ⟨_, (quant_mem s z h x).1, (quant_mem s z h x).2, rfl⟩

/-- The quantisation error is at most half a step if and only if the value is no more than half a
step outside the interval of representable values. Claim `boundedarithmetic.affine-error`. -/
theorem affine_error_iff {s : Rat} (hs : 0 < s) (z : Int) {lo hi : Int} (h : lo ≤ hi) (x : Rat) :
    absv (deq s z (quant s z lo hi x) - x) ≤ s / 2 ↔
      deq s z lo - s / 2 ≤ x ∧ x ≤ deq s z hi + s / 2 := by
  have mono : ∀ {p q : Int}, p ≤ q → deq s z p ≤ deq s z q := by
    intro p q hpq
    have := ordered_mul_le_left (Rat.intCast_le_intCast.2 hpq) (c := s) (by grind)
    unfold deq; grind
  have hm := quant_mem s z h x
  have m1 := mono hm.1
  have m2 := mono hm.2
  constructor
  · intro ha
    rw [absv_le] at ha
    constructor <;> grind
  · rintro ⟨h1, h2⟩
    have hb := round_error hs x
    generalize hr : rnd (x / s) = r at hb
    have hd : deq s z (r + z) = s * r := by
      have : ((r + z : Int) : Rat) = (r : Rat) + z := by simp
      unfold deq; grind
    rw [← hd] at hb
    have hq : quant s z lo hi x = clip lo hi (r + z) := by unfold quant; rw [hr]
    rw [hq]
    rw [absv_le] at hb ⊢
    by_cases c1 : r + z ≤ lo
    · have e : clip lo hi (r + z) = lo := by unfold clip; grind
      have := mono c1
      rw [e]; constructor <;> grind
    · by_cases c2 : hi ≤ r + z
      · have e : clip lo hi (r + z) = hi := by unfold clip; grind
        have := mono c2
        rw [e]; constructor <;> grind
      · have e : clip lo hi (r + z) = r + z := by unfold clip; grind
        rw [e]; exact hb

/-- Zero survives quantisation if and only if the zero point is a code.
Claim `boundedarithmetic.zero-exact`. -/
theorem zero_exact_iff {s : Rat} (hs : s ≠ 0) (z : Int) {lo hi : Int} (h : lo ≤ hi) :
    deq s z (quant s z lo hi 0) = 0 ↔ lo ≤ z ∧ z ≤ hi := by
  rw [deq_quant_eq_iff hs z h]
  constructor
  · rintro ⟨q, h1, h2, e⟩
    unfold deq at e
    have h3 : (q : Rat) - z = 0 := by
      rcases Field.of_mul_eq_zero e.symm with h | h
      · exact absurd h hs
      · exact h
    have : (q : Rat) = z := by grind
    have := Rat.intCast_inj.1 this
    omega
  · rintro ⟨h1, h2⟩
    exact ⟨z, h1, h2, by unfold deq; grind⟩

/-- A grid of values with any offset `β` contains zero if and only if the offset is that of an
integer zero point that is a code. Claim `boundedarithmetic.zero-exact`. -/
theorem offset_grid_zero_iff (s β : Rat) (lo hi : Int) :
    (∃ k : Int, lo ≤ k ∧ k ≤ hi ∧ s * k + β = 0) ↔
      ∃ z : Int, lo ≤ z ∧ z ≤ hi ∧ ∀ k : Int, s * k + β = deq s z k := by
  constructor
  · rintro ⟨z, h1, h2, e⟩
    exact ⟨z, h1, h2, fun k => by unfold deq; grind⟩
  · rintro ⟨z, h1, h2, e⟩
    exact ⟨z, h1, h2, by rw [e]; unfold deq; grind⟩

section range
universe u
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    [DecidableLE R]

omit [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- The larger of `-lo` and `hi`: half the width of the least symmetric range that holds `lo … hi`.
-/
def symBound (lo hi : R) : R := if -lo ≤ hi then hi else -lo

/-- A symmetric range holds `lo … hi` if and only if it reaches `symBound lo hi`.
Claim `boundedarithmetic.symmetric-range`. -/
theorem symBound_le_iff (lo hi M : R) : (-M ≤ lo ∧ hi ≤ M) ↔ symBound lo hi ≤ M := by
  unfold symBound; grind

/-- The least symmetric range is as wide as the range itself if and only if the range is symmetric,
and it is never narrower. Claim `boundedarithmetic.symmetric-range`. -/
theorem symBound_lower (lo hi : R) :
    hi - lo ≤ 2 * symBound lo hi ∧ (hi - lo = 2 * symBound lo hi ↔ lo = -hi) := by
      unfold symBound; grind

/-- The least symmetric range around a range that contains zero is at most twice as wide, and is
twice as wide if and only if the range lies on one side of zero. Claim
`boundedarithmetic.symmetric-range`. -/
theorem symBound_upper {lo hi : R} (h₁ : lo ≤ 0) (h₂ : 0 ≤ hi) :
    2 * symBound lo hi ≤ 2 * (hi - lo) ∧
      (2 * symBound lo hi = 2 * (hi - lo) ↔ lo = 0 ∨ hi = 0) := by
  unfold symBound; grind
end range
end BoundedArithmetic
