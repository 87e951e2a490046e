module
public import PhaseCollapse.OneBitError
public import PhaseCollapse.Moment
public import PhaseCollapse.Jensen
/-!
# The one-bit gauge of a mixture of experts

May the weights of an expert be stored as signs and one scale? Two statistics of the weights decide
it, their mean square and their mean absolute value; the kurtosis alone gives a sufficient test.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra SignPhase
namespace MoEGauge
universe u
attribute [local instance] Semiring.natCast Ring.intCast

section field
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]
  [DecidableLE F] [DecidableLT F]

/-- **The one-bit gauge.** Some signs and some scale store a vector of `n + 1` weights with relative
squared error at most `τ` if and only if `(1 - τ) (n + 1) Σ x² ≤ (Σ |x|)²`. Claim
`signphase.one-bit-gauge`. -/
theorem one_bit_gauge_iff {n : Nat} (x : Fin (n + 1) → F) (τ : F) :
    (∃ e s, codeError x e s ≤ τ * inner x x) ↔
      (1 - τ) * (((n + 1 : Nat) : F) * inner x x) ≤ norm1 x * norm1 x := by
  have hp := natCast_succ_pos (R := F) n
  obtain ⟨h1, h2⟩ := one_bit_best x
  constructor
  · rintro ⟨e, s, h⟩
    have a := h1 e s
    have b := ordered_mul_le_left h (c := ((n + 1 : Nat) : F)) (by grind)
    grind
  · intro h
    refine ⟨signCode x, norm1 x / ((n + 1 : Nat) : F), ?_⟩
    have a := (h2 (norm1 x / ((n + 1 : Nat) : F))).2 rfl
    apply Classical.byContradiction
    intro hn
    generalize codeError x (signCode x) (norm1 x / ((n + 1 : Nat) : F)) = c at *
    have := OrderedRing.mul_pos hp (b := c - τ * inner x x) (by grind)
    grind

/-- The gauge of a model: with a code of its own for every expert `e` of every layer `l`, all of
them have relative squared error at most `τ` if and only if the statistics of each of them say so.
Claim `signphase.one-bit-gauge`. -/
theorem one_bit_gauge_experts {L E n : Nat} (x : Fin L → Fin E → Fin (n + 1) → F) (τ : F) :
    (∃ (s : Fin L → Fin E → F) (c : Fin L → Fin E → Fin (n + 1) → Bool),
      ∀ l e, codeError (x l e) (c l e) (s l e) ≤ τ * inner (x l e) (x l e)) ↔
    ∀ l e, (1 - τ) * (((n + 1 : Nat) : F) * inner (x l e) (x l e)) ≤
      norm1 (x l e) * norm1 (x l e) := by
  constructor
  · rintro ⟨s, c, h⟩ l e
    exact (one_bit_gauge_iff _ _).1 ⟨c l e, s l e, h l e⟩
  · intro h
    have key : ∀ l e, ∃ p : (Fin (n + 1) → Bool) × F,
        codeError (x l e) p.1 p.2 ≤ τ * inner (x l e) (x l e) := by
      intro l e
      obtain ⟨c, s, hc⟩ := (one_bit_gauge_iff _ _).2 (h l e)
      exact ⟨(c, s), hc⟩
    exact ⟨fun l e => (Classical.choose (key l e)).2, fun l e => (Classical.choose (key l e)).1,
      fun l e => Classical.choose_spec (key l e)⟩
end field

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    [DecidableLE R]

omit [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- The absolute value squared is the square. -/
theorem absv_sq (x : R) : absv x * absv x = x * x := by
  unfold absv; split <;> grind

/-- The second moment, cubed, is at most the squared sum of the absolute values times the fourth
moment. -/
theorem holder {n : Nat} (x : Fin n → R) :
    moment 2 x * moment 2 x * moment 2 x ≤ norm1 x * norm1 x * moment 4 x := by
  have a0 : ∀ i, 0 ≤ absv (x i) := by intro i; unfold absv; split <;> grind
  have h1 := (JensenFloor.jensen_floor (fun i => absv (x i)) (fun i => absv (x i)) a0).1
  have h2 := (cauchy_schwarz (fun i => absv (x i)) fun i => x i * x i).1
  have e1 : (fsum n fun i => absv (x i) * absv (x i)) = moment 2 x :=
    fsum_congr fun i => by rw [absv_sq]; grind
  have e2 : (fsum n fun i => (x i * x i) * (x i * x i)) = moment 4 x := fsum_congr fun i => by grind
  have e3 : ∀ i, absv (x i) * (absv (x i) * absv (x i)) = absv (x i) * (x i * x i) := by
    intro i; rw [absv_sq]
  simp only [e3] at h1
  rw [e1] at h1 h2
  rw [e2] at h2
  have n1 : (fsum n fun i => absv (x i)) = norm1 x := rfl
  rw [n1] at h1
  have p1 : 0 ≤ norm1 x := fsum_nonneg _ a0
  have p2 : 0 ≤ moment 2 x := by rw [← e1]; exact fsum_nonneg _ fun i => sq_nonneg' _
  have p3 : 0 ≤ fsum n fun i => absv (x i) * (x i * x i) :=
    fsum_nonneg _ fun i => OrderedRing.mul_nonneg (a0 i) (sq_nonneg' _)
  have p4 : 0 ≤ moment 4 x := by rw [← e2]; exact fsum_nonneg _ fun i => sq_nonneg' _
  generalize (fsum n fun i => absv (x i) * (x i * x i)) = t at *
  generalize moment 2 x = s at *
  generalize moment 4 x = f at *
  generalize norm1 x = m at *
  by_cases z : s = 0
  · rw [z]
    have := OrderedRing.mul_nonneg (OrderedRing.mul_nonneg p1 p1) p4
    grind
  · -- `s⁴ ≤ m² t² ≤ m² s f`, and a positive `s` is cancelled
    have k1 : (s * s) * (s * s) ≤ (m * t) * (m * t) := by
      have a := ordered_mul_le_left h1 (c := s * s) (sq_nonneg' s)
      have b := ordered_mul_le_left h1 (c := m * t) (OrderedRing.mul_nonneg p1 p3)
      grind
    have k2 := ordered_mul_le_left h2 (c := m * m) (sq_nonneg' m)
    apply Classical.byContradiction
    intro hn
    have := OrderedRing.mul_pos (show 0 < s by grind) (b := s * s * s - m * m * f) (by grind)
    grind
end ordered

section field
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]
  [DecidableLE F] [DecidableLT F]

/-- **The kurtosis form.** If the kurtosis `(n + 1) Σ x⁴ / (Σ x²)²` of the weights is at most `1 /
(1 - τ)`, a one-bit code of relative squared error at most `τ` exists. Claim
`signphase.one-bit-gauge`. -/
theorem kurtosis_gauge {n : Nat} (x : Fin (n + 1) → F) {τ : F}
    (h : (1 - τ) * (((n + 1 : Nat) : F) * moment 4 x) ≤ moment 2 x * moment 2 x) :
    ∃ e s, codeError x e s ≤ τ * inner x x := by
  refine (one_bit_gauge_iff x τ).2 ?_
  have e : inner x x = moment 2 x := fsum_congr fun i => by grind
  rw [e]
  have hh := holder x
  have hp := natCast_succ_pos (R := F) n
  have p1 := sq_nonneg' (norm1 x)
  have p2 : 0 ≤ moment 2 x := by rw [← e]; exact fsum_nonneg _ fun i => sq_nonneg' _
  generalize norm1 x * norm1 x = M at *
  generalize ((n + 1 : Nat) : F) = N at *
  by_cases z : moment 2 x = 0
  · rw [z]; grind
  · have f : 0 < moment 4 x := by
      apply Classical.byContradiction
      intro hf
      have p4 : 0 ≤ moment 4 x := fsum_nonneg _ fun i => by have := sq_nonneg' (x i * x i); grind
      have f0 : moment 4 x = 0 := by grind
      have s := OrderedRing.mul_pos (show 0 < moment 2 x by grind) (show 0 < moment 2 x by grind)
      have s3 := OrderedRing.mul_pos s (show 0 < moment 2 x by grind)
      rw [f0] at hh; grind
    generalize moment 2 x = s at *
    generalize moment 4 x = f at *
    -- `(1 - τ) N s f ≤ s³ ≤ M f`
    have a := ordered_mul_le_left h p2
    apply Classical.byContradiction
    intro hn
    have := OrderedRing.mul_pos f (b := (1 - τ) * (N * s) - M) (by grind)
    grind

/-- The kurtosis form is sharp: for vectors whose entries are zeros and ones (up to the scale, which
changes neither side) the kurtosis decides, so that no larger kurtosis can be allowed in general.
Claim `signphase.one-bit-gauge`. -/
theorem kurtosis_gauge_sharp {n : Nat} (x : Fin (n + 1) → F) (flat : ∀ i, x i = 0 ∨ x i = 1)
    (τ : F) :
    (∃ e s, codeError x e s ≤ τ * inner x x) ↔
      (1 - τ) * (((n + 1 : Nat) : F) * moment 4 x) ≤ moment 2 x * moment 2 x := by
  rw [one_bit_gauge_iff]
  have one := OrderedRing.zero_lt_one (R := F)
  have p : ∀ i, x i * x i = x i ∧ absv (x i) = x i := by
    intro i; rcases flat i with h | h <;> rw [h] <;> unfold absv <;> constructor <;> grind
  have e2 : moment 2 x = fsum (n + 1) x := fsum_congr fun i => by have := (p i).1; grind
  have e4 : moment 4 x = fsum (n + 1) x := fsum_congr fun i => by have := (p i).1; grind
  have e1 : norm1 x = fsum (n + 1) x := fsum_congr fun i => (p i).2
  have ei : inner x x = fsum (n + 1) x := fsum_congr fun i => (p i).1
  rw [e1, e2, e4, ei]
end field
end MoEGauge

namespace JensenFloor
universe u
attribute [local instance] Semiring.natCast Ring.intCast
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]
  [DecidableLE F] [DecidableLT F]

/-- The budget of a whole layer: with a scale for every one of its `E` experts, one-bit codes exist
whose squared errors sum to at most `τ` times the energy of the layer if and only if the Jensen
floors of the experts do. Claim `signphase.one-bit-gauge`. -/
theorem one_bit_floor_sum {E n : Nat} (x : Fin E → Fin (n + 1) → F) (τ : F) :
    (∃ (s : Fin E → F) (c : Fin E → Fin (n + 1) → Bool),
      fsum E (fun e => codeError (x e) (c e) (s e)) ≤ τ * fsum E fun e => inner (x e) (x e)) ↔
    (1 - τ) * (((n + 1 : Nat) : F) * fsum E fun e => inner (x e) (x e)) ≤
      fsum E fun e => norm1 (x e) * norm1 (x e) := by
  have hp := natCast_succ_pos (R := F) n
  constructor
  · rintro ⟨s, c, h⟩
    have a := fsum_mono _ _ fun e => (one_bit_best (x e)).1 (c e) (s e)
    have b := ordered_mul_le_left h (c := ((n + 1 : Nat) : F)) (by grind)
    rw [fsum_sub, fsum_mul_left, fsum_mul_left] at a
    grind
  · intro h
    refine ⟨fun e => norm1 (x e) / ((n + 1 : Nat) : F), fun e => signCode (x e), ?_⟩
    have a : ((n + 1 : Nat) : F) * fsum E (fun e => codeError (x e) (signCode (x e))
        (norm1 (x e) / ((n + 1 : Nat) : F))) =
        ((n + 1 : Nat) : F) * (fsum E fun e => inner (x e) (x e)) - fsum E fun e =>
          norm1 (x e) * norm1 (x e) := by
      rw [← fsum_mul_left, ← fsum_mul_left, ← fsum_sub]
      exact fsum_congr fun e => ((one_bit_best (x e)).2 _).2 rfl
    apply Classical.byContradiction
    intro hn
    generalize fsum E (fun e =>
      codeError (x e) (signCode (x e)) (norm1 (x e) / ((n + 1 : Nat) : F))) = c at *
    have := OrderedRing.mul_pos hp (b := c - τ * fsum E fun e => inner (x e) (x e)) (by grind)
    grind
end JensenFloor
