module
public import SymmetryAlgebra
/-!
# The moment-ratio gauge

A mixture layer that reads ratios of moments, such as the kurtosis `n Σ x⁴ / (Σ x²)²`, does not see
the scale of its input. All statements are cross-multiplied, so that no division and no positivity
is needed: which ratios are scale free, which moments ignore signs, the floor of every even moment,
and the ceiling of the kurtosis, both with their extreme cases.
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

/-- **Scale-free moment ratios.** The ratio of the `p`-th moment to the `r`-th power of the `q`-th
moment is unchanged by every scale, for all vectors of length `n + 1`, if and only if `p = q * r`.
Claim `signphase.one-bit-gauge`. -/
theorem moment_ratio_iff (n p q r : Nat) :
    (∀ (a : R) (x : Fin (n+1) → R),
      moment p (fun i => a * x i) * moment q x ^ r = moment p x * moment q (fun i => a * x i) ^ r) ↔
        p = q * r := by
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

/-- **Moments that ignore signs.** The `k`-th moment of vectors of length `n + 1` is unchanged by
all sign flips if and only if `k` is even. Claim `signphase.one-bit-gauge`. -/
theorem moment_sign_iff (n k : Nat) :
    (∀ e x : Fin (n+1) → R, (∀ i, e i = 1 ∨ e i = -1) →
      moment k (fun i => e i * x i) = moment k x) ↔ k % 2 = 0 := by
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

/-- Powers of non-negative elements are non-negative. -/
theorem pow_nonneg' {a : R} (h : 0 ≤ a) (k : Nat) : 0 ≤ a ^ k := by
  induction k with
  | zero => rw [Semiring.pow_zero]; have z1 := OrderedRing.zero_lt_one (R := R); grind
  | succ k ih => rw [Semiring.pow_succ]; exact OrderedRing.mul_nonneg ih h

/-- Powers are strictly increasing on non-negative elements. -/
theorem pow_lt {a b : R} (ha : 0 ≤ a) (h : a < b) (k : Nat) : a ^ (k+1) < b ^ (k+1) := by
  induction k with
  | zero => rw [Semiring.pow_succ, Semiring.pow_succ, Semiring.pow_zero, Semiring.pow_zero]; grind
  | succ k ih =>
    have h1 := OrderedRing.mul_pos (show 0 < b ^ (k+1) - a ^ (k+1) by grind) (show 0 < b by grind)
    have h2 := OrderedRing.mul_nonneg (pow_nonneg' ha (k+1)) (show 0 ≤ b - a by grind)
    rw [Semiring.pow_succ a (k+1), Semiring.pow_succ b (k+1)]
    generalize a ^ (k+1) = p at *
    generalize b ^ (k+1) = q at *
    grind

/-- Two non-negative elements and their powers are ordered alike, and strictly so unless the
elements are equal. -/
theorem pow_similar {a b : R} (ha : 0 ≤ a) (hb : 0 ≤ b) (k : Nat) :
    0 ≤ (a - b) * (a ^ (k+1) - b ^ (k+1)) ∧ ((a - b) * (a ^ (k+1) - b ^ (k+1)) = 0 → a = b) := by
  by_cases e : a = b
  · subst e; grind
  · rcases (show a < b ∨ b < a by grind) with h | h
    · have h1 := pow_lt ha h k
      have :=
        OrderedRing.mul_pos (show 0 < b - a by grind) (show 0 < b ^ (k+1) - a ^ (k+1) by grind)
      grind
    · have h1 := pow_lt hb h k
      have :=
        OrderedRing.mul_pos (show 0 < a - b by grind) (show 0 < a ^ (k+1) - b ^ (k+1) by grind)
      grind

omit [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- The defect of Chebyshev's inequality between a vector and its powers, doubled, as a sum over all
pairs. -/
theorem chebyshev {n : Nat} (y : Fin n → R) (k : Nat) :
    (fsum n fun i => fsum n fun j => (y i - y j) * (y i ^ k - y j ^ k)) =
      2 * ((n : R) * (fsum n fun i => y i ^ (k+1)) - fsum n y * fsum n fun i => y i ^ k) := by
  have e : ∀ i j, (y i - y j) * (y i ^ k - y j ^ k) =
      (y i ^ (k+1) + y j ^ (k+1)) - (y i * y j ^ k + y i ^ k * y j) := by
    intro i j; rw [Semiring.pow_succ, Semiring.pow_succ]; grind
  simp only [e, fsum_sub, fsum_add, fsum_mul_left, fsum_mul_right, fsum_const]
  grind

omit [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- The even moments are the moments of the squares. -/
theorem moment_even {n : Nat} (k : Nat) (x : Fin n → R) :
    moment (2 * k) x = fsum n fun i => (x i ^ 2) ^ k := by
  simp only [moment, pow_mul']

/-- **The floor of every even moment**: `(Σ x²)ᵏ⁺¹ ≤ nᵏ Σ x²ᵏ⁺²`, and from `k = 1` (the kurtosis) on
with equality exactly if all squares are equal, that is for multiples of sign vectors. Claim
`signphase.even-moment-floor`. -/
theorem even_moment_floor {n : Nat} (k : Nat) (x : Fin n → R) :
    moment 2 x ^ (k+1) ≤ (n : R) ^ k * moment (2 * (k+1)) x ∧
    (1 ≤ k →
      (moment 2 x ^ (k+1) = (n : R) ^ k * moment (2 * (k+1)) x ↔
      ∀ i j, x i = x j ∨ x i = - x j)) := by
  have nn : ∀ i, 0 ≤ x i ^ 2 := fun i => by have := sq_nonneg' (x i); grind
  have m2 : moment 2 x = fsum n fun i => x i ^ 2 := rfl
  have S0 : 0 ≤ moment 2 x := fsum_nonneg _ nn
  have N0 : (0 : R) ≤ (n : R) := by
    cases n with
    | zero => grind
    | succ n => have := natCast_succ_pos (R := R) n; grind
  -- Chebyshev's inequality between the squares and their powers
  have terms : ∀ (k : Nat)
    (i j : Fin n), 0 ≤ (x i ^ 2 - x j ^ 2) * ((x i ^ 2) ^ (k+1) - (x j ^ 2) ^ (k+1)) :=
    fun k i j => (pow_similar (nn i) (nn j) k).1
  have cheb : ∀ k, 0 ≤ (n : R) * moment (2 * (k+2)) x - moment 2 x * moment (2 * (k+1)) x ∧
      ((n : R) * moment (2 * (k+2)) x - moment 2 x * moment (2 * (k+1)) x = 0 → ∀ i j, x i = x j ∨
        x i = - x j) := by
    intro k
    have h := chebyshev (fun i => x i ^ 2) (k+1)
    have pos := fsum_nonneg _ fun i => fsum_nonneg _ fun j => terms k i j
    simp only at h
    rw [← moment_even (k+1), ← moment_even (k+2), ← m2] at h
    refine ⟨by rw [h] at pos; grind, fun e i j => ?_⟩
    rw [e] at h
    have h1 := fsum_eq_zero _ (fun i => fsum_nonneg _ fun j => terms k i j) (by rw [h]; grind) i
    have h2 := fsum_eq_zero _ (fun j => terms k i j) h1 j
    have h3 := (pow_similar (nn i) (nn j) k).2 h2
    have : (x i - x j) * (x i + x j) = 0 := by grind
    rcases mul_eq_zero' this with e | e
    · left; grind
    · right; grind
  have floor : ∀ k, moment 2 x ^ (k+1) ≤ (n : R) ^ k * moment (2 * (k+1)) x := by
    intro k
    induction k with
    | zero =>
      rw [Semiring.pow_succ, Semiring.pow_zero, Semiring.pow_zero]; simp only [Nat.zero_add,
      Nat.mul_one]; grind
    | succ k ih =>
      have h1 := ordered_mul_le_left ih S0
      have h2 := OrderedRing.mul_nonneg (pow_nonneg' N0 k) (cheb k).1
      rw [Semiring.pow_succ (moment 2 x) (k+1), Semiring.pow_succ (n : R) k]
      generalize moment 2 x ^ (k+1) = p at *
      generalize (n : R) ^ k = q at *
      generalize moment 2 x = s at *
      generalize moment (2 * (k+1)) x = t at *
      generalize moment (2 * (k+2)) x = u at *
      show p * s ≤ q * (n : R) * u
      grind
  refine ⟨floor k, fun hk => ⟨fun e => ?_, fun e => ?_⟩⟩
  · obtain ⟨l, rfl⟩ : ∃ l, k = l + 1 := ⟨k - 1, by omega⟩
    intro i j
    refine (cheb l).2 ?_ i j
    have h1 := ordered_mul_le_left (floor l) S0
    have h2 := OrderedRing.mul_nonneg (pow_nonneg' N0 l) (cheb l).1
    have hq : (n : R) ^ l ≠ 0 := by
      cases n with
      | zero => exact i.elim0
      | succ n => have := pow_pos' (natCast_succ_pos (R := R) n) l; grind
    rw [Semiring.pow_succ (moment 2 x) (l+1), Semiring.pow_succ (n : R) l,
      show l + 1 + 1 = l + 2 from rfl] at e
    have h3 : (n : R) ^ l * ((n : R) * moment (2 * (l+2)) x - moment 2 x * moment (2 * (l+1)) x) =
      0 := by
      generalize moment 2 x ^ (l+1) = p at *
      generalize (n : R) ^ l = q at *
      generalize moment 2 x = s at *
      generalize moment (2 * (l+1)) x = t at *
      generalize moment (2 * (l+2)) x = u at *
      grind
    exact (mul_eq_zero' h3).resolve_left hq
  · rw [moment_even, m2]
    cases n with
    | zero => simp only [fsum_zero]; rw [Semiring.pow_succ]; grind
    | succ n =>
      have sq : ∀ i, x i ^ 2 = x 0 ^ 2 := by intro i; rcases e i 0 with e | e <;> rw [e]; grind
      simp only [sq, fsum_const]
      rw [mul_pow', Semiring.pow_succ]
      generalize ((n+1 : Nat) : R) ^ k = q
      generalize ((n+1 : Nat) : R) = N
      generalize (x 0 ^ 2) ^ (k+1) = p
      grind

omit [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- A product of two moments is the sum over all pairs of coordinates. -/
theorem sq_moment {n : Nat} (x : Fin n → R) :
    moment 2 x * moment 2 x = moment 4 x + fsum n fun i => fsum n fun j =>
      if j = i then 0 else (x i * x j) * (x i * x j) := by
  have e1 : moment 2 x * moment 2 x = fsum n fun i => fsum n fun j => x i ^ 2 * x j ^ 2 :=
    (fsum_mul_fsum (fun i => x i ^ 2) (fun j => x j ^ 2)).symm
  have e2 : moment 4 x = fsum n fun i => fsum n fun j =>
    if j = i then (x i * x j) * (x i * x j) else 0 := by
    apply fsum_congr; intro i
    rw [fsum_ite_eq i (fun j => (x i * x j) * (x i * x j))]; grind
  rw [e1, e2, ← fsum_add]
  apply fsum_congr; intro i
  rw [← fsum_add]
  apply fsum_congr; intro j
  split <;> grind

/-- **The kurtosis ceiling**: `Σ x⁴ ≤ (Σ x²)²`, with equality exactly if at most one coordinate is
non-zero. Claim `signphase.kurtosis-ceiling`. -/
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
    have hz : (fsum n fun i => fsum n fun j => if j = i then 0 else (x i * x j) * (x i * x j)) =
      0 := by grind
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
