module
public import SymmetryAlgebra
/-!
# Jensen floors

Averages lose information, and these inequalities say how much, with the exact case of equality:
Lagrange's identity and Cauchy–Schwarz over any ordered commutative ring, the weighted quadratic
Jensen inequality in the same generality, and Jensen's inequality for a strictly convex function
over an ordered field.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace JensenFloor
universe u

section ring
variable {R : Type u} [CommRing R]

/-- The weighted Lagrange identity, doubled: the defect of the quadratic Jensen inequality is the
weighted sum of the squared differences of all pairs. -/
theorem weighted_lagrange {n : Nat} (w x : Fin n → R) :
    fsum n (fun i => fsum n (fun j => (w i * w j) * ((x i - x j) * (x i - x j)))) =
      2 * (fsum n w * fsum n (fun i => w i * (x i * x i))
        - fsum n (fun i => w i * x i) * fsum n (fun i => w i * x i)) := by
  have e : ∀ i j, (w i * w j) * ((x i - x j) * (x i - x j)) =
      ((w i * (x i * x i)) * w j + w i * (w j * (x j * x j))) -
        2 * ((w i * x i) * (w j * x j)) := by
    intro i j; grind
  simp only [e, fsum_sub, fsum_add, fsum_mul_left, fsum_mul_right]
  grind
end ring

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- **The weighted Jensen floor**: for non-negative weights, the square of the weighted sum is at
most the total weight times the weighted sum of squares, with equality exactly if all entries of
positive weight are equal. Claim `signphase.jensen-floor`. -/
theorem jensen_floor {n : Nat} (w x : Fin n → R) (hw : ∀ i, 0 ≤ w i) :
    fsum n (fun i => w i * x i) * fsum n (fun i => w i * x i) ≤
      fsum n w * fsum n (fun i => w i * (x i * x i)) ∧
    (fsum n (fun i => w i * x i) * fsum n (fun i => w i * x i) =
      fsum n w * fsum n (fun i => w i * (x i * x i)) ↔
      ∀ i j, 0 < w i → 0 < w j → x i = x j) := by
  have h := weighted_lagrange w x
  have nn : ∀ i j, 0 ≤ (w i * w j) * ((x i - x j) * (x i - x j)) := fun i j =>
    OrderedRing.mul_nonneg (OrderedRing.mul_nonneg (hw i) (hw j)) (sq_nonneg' _)
  have pos := fsum_nonneg _ fun i => fsum_nonneg _ fun j => nn i j
  refine ⟨by rw [h] at pos; grind, ?_, ?_⟩
  · intro e i j hi hj
    have hz : fsum n (fun i => fsum n (fun j => (w i * w j) * ((x i - x j) * (x i - x j)))) =
      0 := by
      rw [h, e]; grind
    have h1 := fsum_eq_zero _ (fun i => fsum_nonneg _ fun j => nn i j) hz i
    have h2 := fsum_eq_zero _ (fun j => nn i j) h1 j
    have hij := OrderedRing.mul_pos hi hj
    rcases mul_eq_zero' h2 with h3 | h3
    · grind
    · have := mul_self_eq_zero' h3; grind
  · intro e
    have hz : ∀ i j, (w i * w j) * ((x i - x j) * (x i - x j)) = 0 := by
      intro i j
      have hi := hw i
      have hj := hw j
      by_cases ei : w i = 0
      · rw [ei]; grind
      by_cases ej : w j = 0
      · rw [ej]; grind
      have := e i j (by grind) (by grind)
      rw [this]; grind
    simp only [hz, fsum_const_zero] at h
    grind

attribute [local instance] Semiring.natCast Ring.intCast in
/-- The unweighted Jensen floor, as used for moments and merged phases: `(Σ x)² ≤ n Σ x²`, with
equality exactly for constant vectors. Also shows that the hypothesis of `jensen_floor` can be met.
Claim `signphase.jensen-floor`. -/
theorem jensen {n : Nat} (x : Fin n → R) :
    fsum n x * fsum n x ≤ (n : R) * fsum n (fun i => x i * x i) ∧
    (fsum n x * fsum n x = (n : R) * fsum n (fun i => x i * x i) ↔ ∀ i j, x i = x j) := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  have h := jensen_floor (fun _ => (1 : R)) x (fun _ => by grind)
  have e : ∀ i, 1 * x i = x i := by intro i; grind
  have e' : ∀ i, 1 * (x i * x i) = x i * x i := by intro i; grind
  simp only [e, e', fsum_const, z1, true_implies] at h
  have e1 : (n : R) * 1 = n := by grind
  rw [e1] at h
  exact h
end ordered

section convex
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]

/-- Strict convexity: a proper mixture of two different points lies strictly below the chord. -/
def StrictlyConvex (φ : F → F) : Prop :=
  ∀ a b x y, 0 < a → 0 < b → a + b = 1 → x ≠ y → φ (a * x + b * y) < a * φ x + b * φ y

/-- A strictly convex function lies below its chords, also in the degenerate cases. -/
theorem StrictlyConvex.le {φ : F → F} (conv : StrictlyConvex φ) {a b x y : F} (ha : 0 ≤ a)
    (hb : 0 ≤ b) (hab : a + b = 1) :
    φ (a * x + b * y) ≤ a * φ x + b * φ y := by
  by_cases ea : a = 0
  · have : b = 1 := by grind
    rw [ea, this]
    have : (0 : F) * x + 1 * y = y := by grind
    rw [this]; grind
  by_cases eb : b = 0
  · have : a = 1 := by grind
    rw [eb, this]
    have : (1 : F) * x + 0 * y = x := by grind
    rw [this]; grind
  by_cases e : x = y
  · rw [e]
    have h1 : a * y + b * y = y := by grind
    have h2 : a * φ y + b * φ y = φ y := by grind
    rw [h1, h2]; grind
  · have := conv a b x y (by grind) (by grind) hab e; grind

/-- If all entries of positive weight equal `c`, the weighted average is `c`. -/
theorem average_const {n : Nat} (w x : Fin n → F) (c : F) (hw : ∀ i, 0 ≤ w i)
    (hc : ∀ i, 0 < w i → x i = c) :
    fsum n (fun i => w i * x i) = fsum n w * c := by
  rw [← fsum_mul_right]
  apply fsum_congr; intro i
  have := hw i
  by_cases e : w i = 0
  · rw [e]; grind
  · rw [hc i (by grind)]

/-- **Jensen's inequality with its equality case**, for a strictly convex function and weights that
sum to one, over an ordered field: equality exactly if all entries of positive weight are equal.
Claim `signphase.jensen-strict`. -/
theorem jensen_strict (φ : F → F) (conv : StrictlyConvex φ) {n : Nat} (w x : Fin n → F)
    (hw : ∀ i, 0 ≤ w i)
    (hs : fsum n w = 1) :
    φ (fsum n fun i => w i * x i) ≤ (fsum n fun i => w i * φ (x i)) ∧
    ((φ (fsum n fun i => w i * x i) = fsum n fun i => w i * φ (x i)) ↔
      ∀ i j, 0 < w i → 0 < w j → x i = x j) := by
  induction n with
  | zero => rw [fsum_zero] at hs; grind
  | succ n ih =>
    have h0 := hw 0
    have hwt : ∀ i : Fin n, 0 ≤ w i.succ := fun i => hw i.succ
    have hr := fsum_nonneg (fun i => w i.succ) hwt
    have hs' := hs
    rw [fsum_succ] at hs'
    -- the easy half of the equality case, for the whole sum
    have back : (∀ i j, 0 < w i → 0 < w j → x i = x j) →
        (φ (fsum (n+1) fun i => w i * x i) = fsum (n+1) fun i => w i * φ (x i)) := by
      intro h
      by_cases hp : ∃ k, 0 < w k
      · obtain ⟨k, hk⟩ := hp
        rw [average_const w x (x k) hw fun i hi => h i k hi hk,
          average_const w (fun i => φ (x i)) (φ (x k)) hw fun i hi => by
            show φ (x i) = φ (x k); rw [h i k hi hk], hs]
        have e1 : (1 : F) * x k = x k := by grind
        rw [e1]; grind
      · exfalso
        have : ∀ i, w i = 0 := by
          intro i
          have h1 := hw i
          apply Classical.byContradiction; intro e
          exact hp ⟨i, by grind⟩
        have : fsum (n+1) w = 0 := by
          rw [show w = fun _ => 0 from funext this]; exact fsum_const_zero
        grind
    by_cases hz : fsum n (fun i => w i.succ) = 0
    · have hall := fsum_eq_zero (fun i => w i.succ) hwt hz
      have only : ∀ i j, 0 < w i → 0 < w j → x i = x j := by
        intro i j hi hj
        have zero : ∀ k, 0 < w k → k = 0 := by
          intro k hk
          cases k using Fin.cases with
          | zero => rfl
          | succ k => have := hall k; grind
        rw [zero i hi, zero j hj]
      have e := back only
      exact ⟨by rw [e]; grind, fun _ => only, fun _ => e⟩
    · generalize hW : fsum n (fun i => w i.succ) = W at hs' hz hr
      have hp : 0 < W := by grind
      have hi := field_inv_pos hp
      have hinv : W * W⁻¹ = 1 := by grind
      have key := ih (fun i => W⁻¹ * w i.succ) (fun i => x i.succ)
        (fun i => OrderedRing.mul_nonneg (by grind) (hw i.succ))
        (by rw [fsum_mul_left, hW]; grind)
      have a1 : ∀ i : Fin n, W⁻¹ * w i.succ * x i.succ = W⁻¹ * (w i.succ * x i.succ) := by
        intro i; grind
      have a2 : ∀ i : Fin n, W⁻¹ * w i.succ * φ (x i.succ) = W⁻¹ * (w i.succ * φ (x i.succ)) := by
        intro i; grind
      simp only [a1, a2, fsum_mul_left] at key
      have a3 : ∀ i : Fin n, 0 < w i.succ → 0 < W⁻¹ * w i.succ :=
        fun i h => OrderedRing.mul_pos hi h
      obtain ⟨k1, k2⟩ := key
      have tail_avg : ∀ c, (∀ i : Fin n, 0 < w i.succ → x i.succ = c) →
          fsum n (fun i => w i.succ * x i.succ) = W * c := by
        intro c hc
        have := average_const (fun i : Fin n => w i.succ) (fun i => x i.succ) c hwt hc
        rw [hW] at this; exact this
      generalize hS : fsum n (fun i => w i.succ * x i.succ) = S at k1 k2 tail_avg
      have e0 : (fsum (n+1) fun i => w i * x i) = w 0 * x 0 + S := by rw [fsum_succ, hS]
      generalize hT : fsum n (fun i => w i.succ * φ (x i.succ)) = T at k1 k2
      have e0' : (fsum (n+1) fun i => w i * φ (x i)) = w 0 * φ (x 0) + T := by rw [fsum_succ, hT]
      rw [e0, e0']
      rw [e0, e0'] at back
      have e3 : w 0 * x 0 + W * (W⁻¹ * S) = w 0 * x 0 + S := by grind
      have e4 : W * (W⁻¹ * T) = T := by grind
      have c := conv.le (x := x 0) (y := W⁻¹ * S) h0 (by grind) hs'
      rw [e3] at c
      have m := ordered_mul_le_left k1 (c := W) (by grind)
      rw [e4] at m
      refine ⟨by grind, ?_, back⟩
      intro e
      have t1 : W * φ (W⁻¹ * S) = T := by grind
      have t2 : φ (W⁻¹ * S) = W⁻¹ * T := by rw [← t1]; grind
      have tail : ∀ i j : Fin n, 0 < w i.succ → 0 < w j.succ → x i.succ = x j.succ :=
        fun i j h1 h2 => k2.1 t2 i j (a3 i h1) (a3 j h2)
      have head : 0 < w 0 → ∀ j : Fin n, 0 < w j.succ → x 0 = x j.succ := by
        intro h1 j h2
        have hS' := tail_avg (x j.succ) fun i hi => tail i j hi h2
        have : W⁻¹ * S = x j.succ := by rw [hS']; grind
        apply Classical.byContradiction; intro ne
        have strict := conv (w 0) W (x 0) (W⁻¹ * S) h1 hp hs' (by rw [this]; exact ne)
        rw [e3] at strict
        grind
      intro i j hi hj
      cases i using Fin.cases with
      | zero => cases j using Fin.cases with
        | zero => rfl
        | succ j => exact head hi j hj
      | succ i => cases j using Fin.cases with
        | zero => exact (head hj i hi).symm
        | succ j => exact tail i j hi hj

/-- The hypothesis of `jensen_strict` can be met: squaring is strictly convex over every ordered
field. Claim `signphase.jensen-strict`. -/
theorem square_strictlyConvex : StrictlyConvex (fun x : F => x * x) := by
  intro a b x y ha hb hab hne
  have h1 : 0 < (x - y) * (x - y) := by
    have h := sq_nonneg' (x - y)
    have : (x - y) * (x - y) ≠ 0 := fun h => hne (by have := mul_self_eq_zero' h; grind)
    grind
  have h2 := OrderedRing.mul_pos (OrderedRing.mul_pos ha hb) h1
  have hb' : b = 1 - a := by grind
  have : a * (x * x) + b * (y * y) - (a * x + b * y) * (a * x + b * y) =
    a * b * ((x - y) * (x - y)) := by
    rw [hb']; grind
  show (a * x + b * y) * (a * x + b * y) < a * (x * x) + b * (y * y)
  grind
end convex
end JensenFloor
