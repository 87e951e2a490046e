module
public import PhaseCollapse.Jensen
public import PhaseCollapse.Gauge
/-!
# The moment-ratio gauge

A mixture layer that reads ratios of moments, such as the kurtosis `n Σ x⁴ / (Σ x²)²`, does not see the scale of its input.
All statements are cross-multiplied, so that no division and no positivity is needed: which ratios are scale free, which
moments ignore signs, and the exact range of the kurtosis with its extreme cases.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace MoEGauge
universe u
attribute [local instance] Semiring.natCast Ring.intCast

section ring
variable {R : Type u} [CommRing R]

/-- The `k`-th power sum (unnormalised moment) of a vector. -/
def moment {n : Nat} (k : Nat) (x : Fin n → R) : R := fsum n fun i => x i ^ k

/-- A power of a product. -/
theorem mul_pow' (a b : R) (k : Nat) : (a * b) ^ k = a ^ k * b ^ k := CommSemiring.mul_pow a b k

/-- A power of a power. -/
theorem pow_mul' (a : R) (k l : Nat) : (a ^ k) ^ l = a ^ (k * l) := by
  induction l with
  | zero => simp only [Nat.mul_zero, Semiring.pow_zero]
  | succ l ih => rw [Semiring.pow_succ, ih, Nat.mul_succ, Semiring.pow_add]

/-- One to any power is one. -/
theorem one_pow' (k : Nat) : (1 : R) ^ k = 1 := by
  induction k with
  | zero => exact Semiring.pow_zero 1
  | succ k ih => rw [Semiring.pow_succ, ih]; grind

/-- The `k`-th moment is homogeneous of degree `k`. -/
theorem moment_scale {n : Nat} (k : Nat) (a : R) (x : Fin n → R) :
    moment k (fun i => a * x i) = a ^ k * moment k x := by
  simp only [moment, mul_pow', fsum_mul_left]

/-- The moments of the all-ones vector count its entries. -/
theorem moment_ones {n : Nat} (k : Nat) : moment k (fun _ : Fin n => (1 : R)) = (n : R) := by
  simp only [moment, one_pow', fsum_const]; grind
end ring

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- In an ordered ring a positive number of ones is positive. -/
theorem natCast_succ_pos (n : Nat) : (0 : R) < ((n + 1 : Nat) : R) := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  induction n with
  | zero => grind
  | succ n ih => grind

omit [LawfulOrderLT R] in
/-- Powers of positive elements are positive. -/
theorem pow_pos' {a : R} (h : 0 < a) (k : Nat) : 0 < a ^ k := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  induction k with
  | zero => rw [Semiring.pow_zero]; exact z1
  | succ k ih => rw [Semiring.pow_succ]; exact OrderedRing.mul_pos ih h

/-- The powers of two are strictly increasing. -/
theorem two_pow_lt {k l : Nat} (h : k < l) : (2 : R) ^ k < 2 ^ l := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  have z2 : (0 : R) < 2 := by grind
  induction l with
  | zero => omega
  | succ l ih =>
    have hp := pow_pos' z2 l
    rw [Semiring.pow_succ]
    by_cases e : k = l
    · rw [e]; grind
    · have := ih (by omega); grind

/-- **Scale-free moment ratios.** The ratio of the `p`-th moment to the `r`-th power of the `q`-th moment is unchanged by every
scale, for all vectors of length `n + 1`, if and only if `p = q * r`. Claim `signphase.moment-ratio-degree`. -/
theorem moment_ratio_iff (n p q r : Nat) :
    (∀ (a : R) (x : Fin (n+1) → R),
      moment p (fun i => a * x i) * moment q x ^ r = moment p x * moment q (fun i => a * x i) ^ r) ↔ p = q * r := by
  constructor
  · intro h
    have h := h 2 (fun _ => 1)
    simp only [moment_scale, mul_pow', pow_mul', moment_ones] at h
    have hn := natCast_succ_pos (R := R) n
    generalize ((n+1 : Nat) : R) = N at hn h
    have hN := OrderedRing.mul_pos hn (pow_pos' hn r)
    have h2 : ((2 : R) ^ p - 2 ^ (q * r)) * (N * N ^ r) = 0 := by grind
    have h3 : (2 : R) ^ p = 2 ^ (q * r) := by
      rcases mul_eq_zero' h2 with e | e <;> grind
    rcases Nat.lt_trichotomy p (q * r) with l | e | l
    · have := two_pow_lt (R := R) l; grind
    · exact e
    · have := two_pow_lt (R := R) l; grind
  · rintro rfl a x
    simp only [moment_scale, mul_pow', pow_mul']
    grind

omit [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- Squares of signs are one, so even powers are one. -/
theorem sign_pow_even {e : R} (he : e = 1 ∨ e = -1) (k : Nat) : e ^ (2 * k) = 1 := by
  have : e ^ 2 = 1 := by rcases he with rfl | rfl <;> grind
  rw [← pow_mul', this, one_pow']

/-- **Moments that ignore signs.** The `k`-th moment of vectors of length `n + 1` is unchanged by all sign flips if and only
if `k` is even. Claim `signphase.moment-parity`. -/
theorem moment_sign_iff (n k : Nat) :
    (∀ e x : Fin (n+1) → R, (∀ i, e i = 1 ∨ e i = -1) → moment k (fun i => e i * x i) = moment k x) ↔ k % 2 = 0 := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  constructor
  · intro h
    apply Classical.byContradiction; intro hk
    have h := h (fun _ => -1) (fun _ => 1) (fun _ => .inr rfl)
    rw [moment_scale, moment_ones] at h
    have hk' : k = 2 * (k / 2) + 1 := by omega
    rw [hk', Semiring.pow_succ, sign_pow_even (.inr rfl)] at h
    have := natCast_succ_pos (R := R) n
    grind
  · intro hk e x he
    apply fsum_congr; intro i
    have hk' : k = 2 * (k / 2) := by omega
    rw [mul_pow', hk', sign_pow_even (he i)]; grind

/-- **The kurtosis floor**: `(Σ x²)² ≤ n Σ x⁴`, with equality exactly if all squares are equal, that is for multiples of sign
vectors. Claim `signphase.kurtosis-floor`. -/
theorem kurtosis_floor {n : Nat} (x : Fin n → R) :
    moment 2 x * moment 2 x ≤ (n : R) * moment 4 x ∧
    (moment 2 x * moment 2 x = (n : R) * moment 4 x ↔ ∀ i j, x i = x j ∨ x i = - x j) := by
  have h := JensenFloor.jensen (fun i => x i ^ 2)
  have e : ∀ i, x i ^ 2 * x i ^ 2 = x i ^ 4 := by intro i; grind
  simp only [e] at h
  refine ⟨h.1, h.2.trans ⟨fun h i j => ?_, fun h i j => ?_⟩⟩
  · have : (x i - x j) * (x i + x j) = 0 := by have := h i j; grind
    rcases mul_eq_zero' this with e | e
    · left; grind
    · right; grind
  · rcases h i j with e | e <;> rw [e]; grind

omit [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- A product of two moments is the sum over all pairs of coordinates. -/
theorem sq_moment {n : Nat} (x : Fin n → R) :
    moment 2 x * moment 2 x = moment 4 x + fsum n fun i => fsum n fun j => if j = i then 0 else (x i * x j) * (x i * x j) := by
  have e1 : moment 2 x * moment 2 x = fsum n fun i => fsum n fun j => x i ^ 2 * x j ^ 2 :=
    (fsum_mul_fsum (fun i => x i ^ 2) (fun j => x j ^ 2)).symm
  have e2 : moment 4 x = fsum n fun i => fsum n fun j => if j = i then (x i * x j) * (x i * x j) else 0 := by
    apply fsum_congr; intro i
    rw [fsum_ite_eq i (fun j => (x i * x j) * (x i * x j))]; grind
  rw [e1, e2, ← fsum_add]
  apply fsum_congr; intro i
  rw [← fsum_add]
  apply fsum_congr; intro j
  split <;> grind

/-- **The kurtosis ceiling**: `Σ x⁴ ≤ (Σ x²)²`, with equality exactly if at most one coordinate is non-zero.
Claim `signphase.kurtosis-ceiling`. -/
theorem kurtosis_ceiling {n : Nat} (x : Fin n → R) :
    moment 4 x ≤ moment 2 x * moment 2 x ∧
    (moment 4 x = moment 2 x * moment 2 x ↔ ∀ i j, i ≠ j → x i = 0 ∨ x j = 0) := by
  have h := sq_moment x
  have nn : ∀ i j : Fin n, 0 ≤ (if j = i then 0 else (x i * x j) * (x i * x j) : R) := by
    intro i j; split
    · grind
    · exact sq_nonneg' _
  have pos := fsum_nonneg _ fun i => fsum_nonneg _ fun j => nn i j
  refine ⟨by grind, ?_, ?_⟩
  · intro e i j hij
    have hz : (fsum n fun i => fsum n fun j => if j = i then 0 else (x i * x j) * (x i * x j)) = 0 := by grind
    have h1 := fsum_eq_zero _ (fun i => fsum_nonneg _ fun j => nn i j) hz i
    have h2 := fsum_eq_zero _ (fun j => nn i j) h1 j
    have : ¬ j = i := fun h => hij h.symm
    simp only [this, if_false] at h2
    exact mul_eq_zero' (mul_self_eq_zero' h2)
  · intro e
    have hz : ∀ i j : Fin n, (if j = i then 0 else (x i * x j) * (x i * x j) : R) = 0 := by
      intro i j; split
      · rfl
      · next h => rcases e i j (fun h' => h h'.symm) with e | e <;> rw [e] <;> grind
    simp only [hz, fsum_const_zero] at h
    grind
end ordered
end MoEGauge
