module
public import PhaseCollapse.OneBit
/-!
# The error of one-bit KV codes

A one-bit code with one scale per vector stores `s · sgn`. Its smallest possible squared error and
its smallest possible largest error, over all choices of the scale and of all signs, in closed form.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace SignPhase
universe u
attribute [local instance] Semiring.natCast Ring.intCast

/-- The squared error of storing `x` as the signs `e` times the scale `s`. -/
def codeError {R : Type u} [CommRing R] {n : Nat} (x : Fin n → R) (e : Fin n → Bool) (s : R) : R :=
  fsum n fun i => (x i - s * sgn (e i)) * (x i - s * sgn (e i))

/-- The sum of the absolute values. -/
def norm1 {R : Type u} [CommRing R] [LE R] [DecidableLE R] {n : Nat} (x : Fin n → R) : R :=
    fsum n fun i => absv (x i)

/-- Completing the square in the scale. -/
theorem codeError_eq {R : Type u} [CommRing R] {n : Nat} (x : Fin n → R) (e : Fin n → Bool)
    (s : R) :
    (n : R) * codeError x e s = (n : R) * inner x x - inner x (signs e) * inner x (signs e) +
      ((n : R) * s - inner x (signs e)) * ((n : R) * s - inner x (signs e)) := by
  have h : codeError x e s = inner x x - (2 * s) * inner x (signs e) + (n : R) * (s * s) := by
    unfold codeError inner signs
    rw [← fsum_const, ← fsum_mul_left, ← fsum_sub, ← fsum_add]
    apply fsum_congr; intro i
    have := sgn_sq (R := R) (e i)
    grind
  rw [h]
  generalize inner x x = a
  generalize inner x (signs e) = b
  grind

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    [DecidableLE R] [DecidableLT R]

/-- The score of a vector with its own one-bit code is the sum of the absolute values. -/
theorem dot_signCode {n : Nat} (x : Fin n → R) : inner x (signs (signCode x)) = norm1 x := by
  apply fsum_congr; intro i
  unfold signs signCode sgn absv
  by_cases h : x i < 0 <;>
    simp only [h, decide_true, decide_false, if_true, Bool.false_eq_true, if_false] <;>
    split <;> grind

omit [DecidableLT R] in
/-- A signed value lies between plus and minus the absolute value. -/
theorem mul_sgn_le (x : R) (b : Bool) : x * sgn b ≤ absv x ∧ - absv x ≤ x * sgn b := by
  unfold absv sgn
  cases b <;> simp only [if_true, Bool.false_eq_true, if_false] <;> split <;> constructor <;> grind

omit [DecidableLT R] in
/-- No signs give a score larger in absolute value than the sum of the absolute values. -/
theorem dot_signs_le {n : Nat} (x : Fin n → R) (e : Fin n → Bool) :
    inner x (signs e) ≤ norm1 x ∧ - norm1 x ≤ inner x (signs e) := by
  constructor
  · exact fsum_mono _ _ fun i => (mul_sgn_le (x i) (e i)).1
  · have h := fsum_mono (fun i => (-1) * absv (x i)) (fun i => x i * signs e i) fun i => by
      have := (mul_sgn_le (x i) (e i)).2
      simp only [signs]; grind
    rw [fsum_mul_left] at h
    have e1 : -1 * (fsum n fun i => absv (x i)) = - norm1 x := by unfold norm1; grind
    rw [e1] at h
    exact h

/-- **The smallest largest error of a one-bit code**: some scale and signs store `x` with error at
most `ε` in every entry if and only if the absolute values of the entries differ by at most `2 ε`.
Claim `signphase.one-bit-minimax`. -/
theorem one_bit_minimax_iff {n : Nat} (x : Fin n → R) (ε : R) :
    (∃ (s : R) (e : Fin n → Bool), ∀ i, absv (x i - s * sgn (e i)) ≤ ε) ↔
      ∀ i j, absv (x i) - absv (x j) ≤ 2 * ε := by
  constructor
  · rintro ⟨s, e, h⟩ i j
    have key : ∀ i, absv (x i) ≤ absv s + ε ∧ absv s - ε ≤ absv (x i) := by
      intro i
      have h := h i
      rcases sgn_cases (R := R) (e i) with hs | hs <;> rw [hs] at h <;> unfold absv at * <;>
        constructor <;> grind
    have h1 := key i
    have h2 := key j
    grind
  · intro h
    cases n with
    | zero => exact ⟨0, fun _ => false, fun i => i.elim0⟩
    | succ n =>
      obtain ⟨k, hk⟩ := exists_min n fun i => absv (x i)
      refine ⟨absv (x k) + ε, signCode x, fun i => ?_⟩
      have h1 := hk i
      have h2 := h i k
      generalize absv (x k) = m at h1 h2
      unfold sgn signCode
      by_cases hx : x i < 0
      · rw [absv_of_nonpos (by grind)] at h1 h2
        simp only [hx, if_true, decide_true]
        unfold absv
        split <;> grind
      · rw [absv_of_nonneg (by grind)] at h1 h2
        simp only [hx, if_false, decide_false, Bool.false_eq_true]
        unfold absv
        split <;> grind
end ordered

section field
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]
    [DecidableLE F] [DecidableLT F]

/-- **The best one-bit code**: over an ordered field, `n` times the squared error of storing a
non-empty vector with any scale and any signs is at least `n ‖x‖² - (Σ |x|)²`, and the signs of `x`
attain this with the average absolute value as scale and with no other scale. Claim
`signphase.one-bit-best-code`. -/
theorem one_bit_best {n : Nat} (x : Fin (n+1) → F) :
    (∀ e s, ((n+1 : Nat) : F) * inner x x - norm1 x * norm1 x ≤
      ((n+1 : Nat) : F) * codeError x e s) ∧
      ∀ s, ((n+1 : Nat) : F) * codeError x (signCode x) s =
        ((n+1 : Nat) : F) * inner x x - norm1 x * norm1 x ↔
        s = norm1 x / ((n+1 : Nat) : F) := by
  constructor
  · intro e s
    rw [codeError_eq]
    have h := dot_signs_le x e
    have h1 := sq_nonneg' (((n+1 : Nat) : F) * s - inner x (signs e))
    generalize (((n+1 : Nat) : F) * s - inner x (signs e)) = r at h1
    generalize inner x (signs e) = b at *
    generalize norm1 x = a at *
    have h2 := OrderedRing.mul_nonneg (show 0 ≤ a - b by grind) (show 0 ≤ a + b by grind)
    grind
  · intro s
    rw [codeError_eq, dot_signCode]
    have hne := natCast_succ_pos (R := F) n
    generalize ((n+1 : Nat) : F) = N at hne
    generalize norm1 x = a
    constructor
    · intro h
      have h1 : (N * s - a) * (N * s - a) = 0 := by grind
      have := mul_self_eq_zero' h1
      grind
    · rintro rfl
      have : N * (a / N) = a := by grind
      rw [this]; grind
end field
end SignPhase
