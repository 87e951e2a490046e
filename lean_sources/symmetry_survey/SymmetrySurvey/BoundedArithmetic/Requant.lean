module
public import SymmetrySurvey.BoundedArithmetic.Round
/-!
# Requantisation

A product of accumulator and scale is brought back to integer codes by a fixed-point multiplier and
a rounding shift. Here is what that costs, what a shift without rounding does, and when rounding in
two steps is the same as rounding once.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic

/-- Rounding first to multiples of `1/m` and then to integers is the same as rounding once if and
only if `m` is odd. Claim `boundedarithmetic.double-rounding`. -/
theorem double_rounding_iff {m : Int} (hm : 0 < m) :
    (∀ x : Rat, rnd ((rnd (m * x) : Rat) / m) = rnd x) ↔ m % 2 = 1 := by
  have hm' : (0 : Rat) < m := by exact_mod_cast hm
  constructor
  · intro h
    apply Classical.byContradiction
    intro hodd
    have ⟨j, hj⟩ : ∃ j, m = 2 * j := ⟨m / 2, by omega⟩
    have hjm : (m : Rat) = 2 * j := by rw [hj]; simp
    -- a value just below a half, which the first rounding lifts to the half
    have i := field_inv_pos (a := (2*m : Rat)) (by grind)
    have inv : 2*m * (2*m : Rat)⁻¹ = 1 := Field.mul_inv_cancel (by grind)
    generalize (2*m : Rat)⁻¹ = k at *
    have h1 := h (1/2 - k)
    have e1 : (m : Rat) * (1/2 - k) = j - 1/2 := by grind
    have e2 : rnd ((j : Rat) - 1/2) = j := rnd_eq_iff.2 (by grind)
    have e3 : (j : Rat) / m = 1/2 := by
      have half : (j : Rat) = 1/2 * m := by grind
      rw [half, Rat.mul_div_cancel (Rat.ne_of_gt hm')]
    have e4 : rnd (1/2) = 1 := rnd_eq_iff.2 (by grind)
    rw [e1, e2, e3, e4] at h1
    have h2 := (rnd_eq_iff.1 h1.symm).1
    have e5 : ((1 : Int) : Rat) = 1 := by simp
    grind
  · intro hodd x
    have ⟨j, hj⟩ : ∃ j, m = 2 * j + 1 := ⟨m / 2, by omega⟩
    have hjm : (m : Rat) = 2 * j + 1 := by rw [hj]; simp
    have hy := rnd_bounds (m * x)
    have hx := rnd_bounds x
    generalize ha : rnd (m * x) = a at *
    generalize hk : rnd x = k at *
    -- the integer `a` lies between `m * k - j` and `m * k + j`
    have b1 := ordered_mul_le_left hx.1 (c := (m : Rat)) (by grind)
    have b2 := OrderedRing.mul_pos (a := (m : Rat)) (b := k + 1/2 - x) hm' (by grind)
    have c1 : ((m * k - j - 1 : Int) : Rat) < a := by simp; grind
    have c2 : (a : Rat) < ((m * k + j + 1 : Int) : Rat) := by simp; grind
    have d1 := Rat.intCast_lt_intCast.1 c1
    have d2 := Rat.intCast_lt_intCast.1 c2
    have f1 : ((m * k - j : Int) : Rat) ≤ a := Rat.intCast_le_intCast.2 (by omega)
    have f2 : (a : Rat) ≤ ((m * k + j : Int) : Rat) := Rat.intCast_le_intCast.2 (by omega)
    simp at f1 f2
    have hi := field_inv_pos hm'
    have e : (a : Rat) / m = (m : Rat)⁻¹ * a := by rw [Field.div_eq_mul_inv, Rat.mul_comm]
    have e' : (m : Rat)⁻¹ * m = 1 := by
      rw [Rat.mul_comm]; exact Field.mul_inv_cancel (Rat.ne_of_gt hm')
    have g1 :=
      OrderedRing.mul_nonneg (a := (m : Rat)⁻¹) (b := a - (m * k - j)) (Rat.le_of_lt hi)
      (by grind)
    have g2 :=
      OrderedRing.mul_nonneg (a := (m : Rat)⁻¹) (b := (m * k + j) - a) (Rat.le_of_lt hi)
      (by grind)
    apply rnd_eq_iff.2
    rw [e]
    generalize (m : Rat)⁻¹ = i at *
    have e2 : i * j = 1/2 - i/2 := by grind
    have e3 : i * (m * k) = k := by grind
    have g1' : i * (a - (m * k - j)) = i * a - i * (m * k) + i * j := by grind
    have g2' : i * ((m * k + j) - a) = i * (m * k) + i * j - i * a := by grind
    rw [g1', e2, e3] at g1
    rw [g2', e2, e3] at g2
    constructor <;> grind

/-- The error of requantisation by a fixed-point multiplier: the real scale `M` is replaced by `m /
P` with `m` the rounding of `M * P` (with `P` a power of two in practice), and the product is
rounded. Claim `boundedarithmetic.requantise`. -/
theorem requantise_error (M : Rat) {P : Nat} (hP : 0 < P) (x : Int) :
    absv (rnd (x * rnd (M * P) / P) - M * x) ≤ 1/2 + absv (x : Rat) / (2 * P) := by
  have hP' : (0 : Rat) < P := by exact_mod_cast hP
  have key : ∀ x a m n p M : Rat, 0 < p → m - 1/2 ≤ M * p → M * p < m + 1/2 → a = x * m / p →
    n - 1/2 ≤ a →
      a < n + 1/2 → absv (n - M * x) ≤ 1/2 + absv x / (2 * p) := by
    intro x a m n p M hp h1 h2 ha h3 h4
    have h5 : absv (m - M * p) ≤ 1/2 := by rw [absv_le]; grind
    have h6 := absv_mul_le (x := x) (IsPreorder.le_refl _) h5
    have e1 : a - M * x = p⁻¹ * (x * (m - M * p)) := by grind
    have e2 : absv x / (2 * p) = p⁻¹ * (absv x * (1/2)) := by grind
    have hi := field_inv_pos hp
    rw [absv_le] at h6 ⊢
    have h7 := ordered_mul_le_left h6.1 (c := p⁻¹) (by grind)
    have h8 := ordered_mul_le_left h6.2 (c := p⁻¹) (by grind)
    have e3 : p⁻¹ * -(absv x * (1/2)) = -(p⁻¹ * (absv x * (1/2))) := by
      grind
    rw [e3, ← e1, ← e2] at h7
    rw [← e1, ← e2] at h8
    generalize absv x / (2 * p) = u at *
    generalize M * x = v at *
    constructor <;> grind
  have h1 := rnd_bounds (M * P)
  have h3 := rnd_bounds (x * rnd (M * P) / P)
  exact key x _ (rnd (M * P)) _ P M hP' h1.1 h1.2 rfl h3.1 h3.2

/-- The bound of `requantise_error` is attained for every even `P`, with accumulators `x` as large
as you please. Claim `boundedarithmetic.requantise`. -/
theorem requantise_error_attained {Q : Nat} (hQ : 0 < Q) (N : Int) :
    ∃ (M : Rat) (x : Int), N ≤ x ∧
      absv (rnd (x * rnd (M * (2 * Q : Nat)) / (2 * Q : Nat)) - M * x) =
        1/2 + absv (x : Rat) / (2 * (2 * Q : Nat)) := by
  have e3 : rnd (1/2) = 1 := rnd_eq_iff.2 (by grind)
  have key : ∀ q t : Rat, 0 < q → 0 ≤ t → rnd (t + 1/2) = t + 1 → 0 ≤ q * (2 * t + 1) ∧
    1 / (4 * q) * (2 * q) = 1/2 ∧
      absv (rnd (q * (2 * t + 1) * 1 / (2 * q)) - 1 / (4 * q) * (q * (2 * t + 1))) =
        1/2 + q * (2 * t + 1) / (2 * (2 * q)) := by
    intro q t hq ht h
    have hi : q * q⁻¹ = 1 := Field.mul_inv_cancel (by grind)
    have hx := OrderedRing.mul_nonneg (a := q) (b := 2 * t + 1) (by grind) (by grind)
    have e : ∀ c a : Rat, a / (c * q) = a * (c⁻¹ * q⁻¹) := by
      intro c a; rw [Field.div_eq_mul_inv, Rat.mul_comm c q, Rat.inv_mul_rev]
    have e4 : (2 * (2 * q)) = 4 * q := by grind
    have i2 : (2 : Rat)⁻¹ = 1/2 := by grind
    have i4 : (4 : Rat)⁻¹ = 1/4 := by grind
    rw [e4, e, e, e, i2, i4]
    generalize q⁻¹ = i at *
    have k1 : q * (2 * t + 1) * 1 * (1/2 * i) = t + 1/2 := by grind
    have k2 : 1 * (1/4 * i) * (q * (2 * t + 1)) = (2 * t + 1) / 4 := by grind
    have k3 : q * (2 * t + 1) * (1/4 * i) = (2 * t + 1) / 4 := by grind
    have k4 : 1 * (1/4 * i) * (2 * q) = 1/2 := by grind
    rw [k1, k2, k3, h]
    refine ⟨hx, k4, ?_⟩
    rw [absv_of_nonneg (by grind)]
    grind
  obtain ⟨k, hk⟩ : ∃ k : Nat, N ≤ k := ⟨N.natAbs, by omega⟩
  have hQ' : (0 : Rat) < (Q : Rat) := by exact_mod_cast hQ
  have hk' : (0 : Rat) ≤ (k : Rat) := by exact_mod_cast Nat.zero_le k
  have hr : ((rnd ((k : Rat) + 1/2) : Int) : Rat) = k + 1 := by
    have half : ∀ t : Rat, t + 1 - 1/2 ≤ t + 1/2 ∧ t + 1/2 < t + 1 + 1/2 := by
      intro t; constructor <;> grind
    have e9 : ((k + 1 : Int) : Rat) = (k : Rat) + 1 := by rw [Rat.intCast_add]; rfl
    have e8 : rnd ((k : Rat) + 1/2) = k + 1 := rnd_eq_iff.2 (by rw [e9]; exact half _)
    rw [e8, e9]
  have ⟨hx, k1, k2⟩ := key Q k hQ' hk' hr
  have e1 : ((2 * Q : Nat) : Rat) = 2 * (Q : Rat) := by simp
  have e4 : ((Q * (2 * k + 1) : Int) : Rat) = Q * (2 * (k : Rat) + 1) := by
    rw [Rat.intCast_mul, Rat.intCast_add, Rat.intCast_mul]; rfl
  refine ⟨1 / (4 * Q), Q * (2 * k + 1), ?_, ?_⟩
  · have : (1 : Int) * (2 * k + 1) ≤ Q * (2 * k + 1) :=
      Int.mul_le_mul_of_nonneg_right (by omega) (by omega)
    omega
  · have e5 : ((1 : Int) : Rat) = 1 := by simp
    rw [e1, k1, e3, e4, e5, absv_of_nonneg hx]
    exact k2
end BoundedArithmetic
