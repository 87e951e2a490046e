module
public import SymmetrySurvey.BoundedArithmetic.Wrap
/-!
# Quantised dot products

What a dot product of bounded codes needs as an accumulator, what zero points add to it, how errors
of the operands travel through sums and matrix products, and which scales leave the sum.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic
universe u

section ring
attribute [local instance] Semiring.natCast Ring.intCast
variable {R : Type u} [CommRing R]

/-- A dot product of decoded values in terms of the codes: the integer dot product, one correction
for each zero point, and a constant. Claim `boundedarithmetic.zero-point-dot`. -/
theorem zero_point_dot {n : Nat} (a b : Fin n → R) (z y : R) :
    fsum n (fun i => (a i - z) * (b i - y)) =
      fsum n (fun i => a i * b i) - y * fsum n a - z * fsum n b + n * (z * y) := by
  have e : fsum n (fun i => (a i - z) * (b i - y)) =
      fsum n (fun i => a i * b i + ((-y) * a i + ((-z) * b i + z * y))) := fsum_congr fun i => by
        grind
  rw [e, fsum_add, fsum_add, fsum_add, fsum_mul_left, fsum_mul_left, fsum_const]
  grind

/-- The zero point of the activations drops out of every dot product with the weights `w` if and
only if the weights sum to zero. Claim `boundedarithmetic.zero-point-dot`. -/
theorem zero_point_free_iff {n : Nat} (w : Fin n → R) :
    (∀ (a : Fin n → R) (z : R), fsum n (fun i => (a i - z) * w i) = fsum n (fun i => a i * w i)) ↔
      fsum n w = 0 := by
  have e : ∀ (a : Fin n → R)
    (z : R), fsum n (fun i => (a i - z) * w i) = fsum n (fun i => a i * w i) - z * fsum n w := by
    intro a z
    rw [← fsum_mul_left, ← fsum_sub]
    exact fsum_congr fun i => by grind
  constructor
  · intro h
    have h1 := h (fun _ => 0) 1
    rw [e] at h1
    grind
  · intro h a z
    rw [e, h]; grind

/-- Scales on the weights of a layer leave its sums, as one factor for each output, if and only if
they do not depend on the summed index. So scales for each output channel are free, and scales along
the contraction are not. Claim `boundedarithmetic.channel-scale`. -/
theorem channel_scale_iff {p n : Nat} (S : Fin p → Fin n → R) :
    (∃ c : Fin p → R, ∀ (W : Fin p → Fin n → R) (x : Fin n → R) (o : Fin p),
      fsum n (fun i => (S o i * W o i) * x i) = c o * fsum n (fun i => W o i * x i)) ↔
        ∀ o i j, S o i = S o j := by
  constructor
  · rintro ⟨c, h⟩
    have key : ∀ o k, S o k = c o := by
      intro o k
      have h1 := h (fun _ _ => 1) (fun i => if i = k then 1 else 0) o
      have e1 : fsum n (fun i => (S o i * 1) * (if i = k then 1 else 0)) = S o k := by
        rw [← fsum_ite_eq k (fun i => S o i)]
        exact fsum_congr fun i => by split <;> grind
      have e2 : fsum n (fun i => (1 : R) * (if i = k then 1 else 0)) = 1 := by
        have e3 := fsum_ite_eq k (fun _ => (1 : R))
        rw [← e3]
        exact fsum_congr fun i => by split <;> grind
      rw [e1, e2] at h1
      grind
    intro o i j
    rw [key, key]
  · intro h
    cases n with
    | zero => exact ⟨fun _ => 0, fun W x o => by simp only [fsum_zero]; grind⟩
    | succ n =>
      refine ⟨fun o => S o 0, fun W x o => ?_⟩
      rw [← fsum_mul_left]
      exact fsum_congr fun i => by rw [h o i 0]; grind
end ring

section ordered
attribute [local instance] Semiring.natCast Ring.intCast
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    [DecidableLE R]

/-- A sum of `n` terms of size at most `B` is at most `n * B` in size. -/
theorem absv_fsum_le_mul {n : Nat} (f : Fin n → R) {B : R} (h : ∀ i, absv (f i) ≤ B) :
    absv (fsum n f) ≤ n * B := by
  have h1 := absv_fsum_le f
  have h2 := fsum_mono _ _ h
  rw [fsum_const] at h2
  grind

/-- A dot product of `n` codes of sizes at most `A` and `B` is at most `n * (A * B)` in size. -/
theorem dot_bound {n : Nat} (a b : Fin n → R) {A B : R} (ha : ∀ i, absv (a i) ≤ A)
    (hb : ∀ i, absv (b i) ≤ B) :
    absv (fsum n fun i => a i * b i) ≤ n * (A * B) :=
  absv_fsum_le_mul _ fun i => absv_mul_le (ha i) (hb i)

/-- The error of a matrix product when both factors are perturbed, at every entry.
Claim `boundedarithmetic.matmul-error`. -/
theorem matmul_error {p n q : Nat} (A A' : Fin p → Fin n → R) (B B' : Fin n → Fin q → R)
    {α β ε δ : R}
    (hA : ∀ i k, absv (A i k) ≤ α) (hB : ∀ k j, absv (B k j) ≤ β)
    (hA' : ∀ i k, absv (A' i k - A i k) ≤ ε) (hB' : ∀ k j, absv (B' k j - B k j) ≤ δ) (i : Fin p)
      (j : Fin q) :
    absv (fsum n (fun k => A' i k * B' k j) - fsum n (fun k => A i k * B k j)) ≤
      n * (α * δ + ε * β + ε * δ) := by
  rw [← fsum_sub]
  apply absv_fsum_le_mul
  intro k
  have h1 := absv_mul_le (hA i k) (hB' k j)
  have h2 := absv_mul_le (hA' i k) (hB k j)
  have h3 := absv_mul_le (hA' i k) (hB' k j)
  have e : A' i k * B' k j - A i k * B k j =
      A i k * (B' k j - B k j) + (A' i k - A i k) * B k j +
        (A' i k - A i k) * (B' k j - B k j) := by grind
  rw [e]
  rw [absv_le] at *
  constructor <;> grind

/-- If the stored factors stay within the ranges of the exact ones, as clipped codes do, there is no
product term. Claim `boundedarithmetic.matmul-error`. -/
theorem matmul_error_in_range {p n q : Nat} (A A' : Fin p → Fin n → R) (B B' : Fin n → Fin q → R)
    {α β ε δ : R} (hA' : ∀ i k, absv (A' i k) ≤ α) (hB : ∀ k j, absv (B k j) ≤ β)
    (eA : ∀ i k, absv (A' i k - A i k) ≤ ε) (eB : ∀ k j, absv (B' k j - B k j) ≤ δ) (i : Fin p)
      (j : Fin q) :
    absv (fsum n (fun k => A' i k * B' k j) - fsum n (fun k => A i k * B k j)) ≤
      n * (α * δ + ε * β) := by
  rw [← fsum_sub]
  apply absv_fsum_le_mul
  intro k
  have h1 := absv_mul_le (hA' i k) (eB k j)
  have h2 := absv_mul_le (eA i k) (hB k j)
  have e : A' i k * B' k j - A i k * B k j =
      A' i k * (B' k j - B k j) + (A' i k - A i k) * B k j := by grind
  rw [e]
  rw [absv_le] at *
  constructor <;> grind

/-- The bound of `matmul_error` is attained at every entry at once, for all shapes and all bounds.
Claim `boundedarithmetic.matmul-error`. -/
theorem matmul_error_attained (p n q : Nat) {α β ε δ : R} (hα : 0 ≤ α) (hβ : 0 ≤ β) (hε : 0 ≤ ε)
    (hδ : 0 ≤ δ) :
    ∃ (A A' : Fin p → Fin n → R) (B B' : Fin n → Fin q → R),
      (∀ i k, absv (A i k) ≤ α) ∧ (∀ k j, absv (B k j) ≤ β) ∧
      (∀ i k, absv (A' i k - A i k) ≤ ε) ∧ (∀ k j, absv (B' k j - B k j) ≤ δ) ∧
      ∀ i j, absv (fsum n (fun k => A' i k * B' k j) - fsum n (fun k => A i k * B k j)) =
        n * (α * δ + ε * β + ε * δ) := by
  have e1 : α + ε - α = ε := by grind
  have e2 : β + δ - β = δ := by grind
  refine ⟨fun _ _ => α, fun _ _ => α + ε, fun _ _ => β, fun _ _ => β + δ, ?_, ?_, ?_, ?_, ?_⟩
  · intro _ _; rw [absv_of_nonneg hα]; grind
  · intro _ _; rw [absv_of_nonneg hβ]; grind
  · intro _ _; rw [e1, absv_of_nonneg hε]; grind
  · intro _ _; rw [e2, absv_of_nonneg hδ]; grind
  · intro _ _
    rw [← fsum_sub, fsum_const]
    have h1 := OrderedRing.mul_nonneg hα hδ
    have h2 := OrderedRing.mul_nonneg hε hβ
    have h3 := OrderedRing.mul_nonneg hε hδ
    have e : (α + ε) * (β + δ) - α * β = α * δ + ε * β + ε * δ := by grind
    rw [e]
    apply absv_of_nonneg
    rw [← fsum_const]
    exact fsum_nonneg _ fun _ => by grind
end ordered

/-- The bound of `dot_bound` over the integers. -/
theorem int_dot_bound {n : Nat} (a b : Fin n → Int) {A B : Int} (ha : ∀ i, absv (a i) ≤ A)
    (hb : ∀ i, absv (b i) ≤ B) :
    -(n * (A * B)) ≤ (fsum n fun i => a i * b i) ∧ (fsum n fun i => a i * b i) ≤ n * (A * B) :=
  absv_le.1 (dot_bound a b ha hb)

/-- The bound of `dot_bound` is attained by constant operands. -/
theorem int_dot_const (n : Nat) (c : Int) : fsum n (fun _ => c) = n * c := fsum_const c

/-- Every dot product of `n` codes of sizes at most `A` and `B` fits an accumulator of `w` bits if
and only if the product `n * (A * B)` does. Claim `boundedarithmetic.accumulator-width`. -/
theorem accumulator_iff (w n : Nat) {A B : Int} (hA : 0 ≤ A) (hB : 0 ≤ B) :
    (∀ a b : Fin n → Int, (∀ i, absv (a i) ≤ A) → (∀ i, absv (b i) ≤ B) →
      -2 ^ (w - 1) ≤ (fsum n fun i => a i * b i) ∧ (fsum n fun i => a i * b i) < 2 ^ (w - 1)) ↔
      n * (A * B) < 2 ^ (w - 1) := by
  constructor
  · intro h
    have :=
      h (fun _ => A) (fun _ => B) (fun _ => by rw [absv_of_nonneg hA]; omega)
      (fun _ => by rw [absv_of_nonneg hB]; omega)
    rw [int_dot_const] at this
    exact this.2
  · intro h a b ha hb
    have := int_dot_bound a b ha hb
    omega

/-- Every dot product of `n` pairs of two's complement codes of `b` bits fits an accumulator of `w`
bits if and only if `n * (2 ^ (b - 1) * 2 ^ (b - 1))` does: the extreme case is the square of the
least code. Claim `boundedarithmetic.accumulator-width`. -/
theorem accumulator_twos_complement_iff (w b n : Nat) :
    (∀ x y : Fin n → Int, (∀ i, -2 ^ (b - 1) ≤ x i ∧ x i < 2 ^ (b - 1)) →
      (∀ i, -2 ^ (b - 1) ≤ y i ∧ y i < 2 ^ (b - 1)) →
      -2 ^ (w - 1) ≤ (fsum n fun i => x i * y i) ∧ (fsum n fun i => x i * y i) < 2 ^ (w - 1)) ↔
      (n : Int) * (2 ^ (b - 1) * 2 ^ (b - 1)) < 2 ^ (w - 1) := by
  have hp : (0 : Int) < 2 ^ (b - 1) := Int.pow_pos (by decide)
  generalize (2 : Int) ^ (b - 1) = A at *
  constructor
  · intro h
    have :=
      h (fun _ => -A) (fun _ => -A) (fun _ => by show -A ≤ -A ∧ -A < A; omega)
      (fun _ => by show -A ≤ -A ∧ -A < A; omega)
    rw [int_dot_const] at this
    have e : -A * -A = A * A := by grind
    rw [e] at this
    exact this.2
  · intro h x y hx hy
    apply (accumulator_iff w n (by omega) (by omega)).2 h x y
    · intro i; rw [absv_le]; have := hx i; omega
    · intro i; rw [absv_le]; have := hy i; omega

/-- For signed eight-bit codes: the symmetric range `-127 … 127` fits an accumulator of 32 bits up
to exactly `133144` terms, the full range `-128 … 127` up to exactly `131071`. Claim
`boundedarithmetic.accumulator-width`. -/
theorem accumulator_int8 (n : Nat) :
    ((∀ a b : Fin n → Int, (∀ i, absv (a i) ≤ 127) → (∀ i, absv (b i) ≤ 127) →
      -2 ^ 31 ≤ (fsum n fun i => a i * b i) ∧ (fsum n fun i => a i * b i) < 2 ^ 31) ↔ n ≤ 133144) ∧
    ((∀ x y : Fin n → Int, (∀ i, -2 ^ 7 ≤ x i ∧ x i < 2 ^ 7) → (∀ i, -2 ^ 7 ≤ y i ∧ y i < 2 ^ 7) →
      -2 ^ 31 ≤ (fsum n fun i => x i * y i) ∧ (fsum n fun i => x i * y i) < 2 ^ 31) ↔
        n ≤ 131071) := by
  have h1 := accumulator_iff 32 n (A := 127) (B := 127) (by decide) (by decide)
  have h2 := accumulator_twos_complement_iff 32 8 n
  constructor
  · exact h1.trans (by simp only [Nat.reduceSub]; omega)
  · exact h2.trans (by simp only [Nat.reduceSub]; omega)
end BoundedArithmetic
