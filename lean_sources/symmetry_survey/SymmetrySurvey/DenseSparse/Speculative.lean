module
public import SymmetryAlgebra
/-!
# Speculative decoding

A token drawn from a cheap distribution `q` is kept with probability `min 1 (p / q)`; otherwise a
token is drawn from a second distribution `r`. For which `r` is the outcome distributed as `p`?
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]
    [DecidableLE F]

/-- The probability of drawing the token `t` from `q` and keeping it. -/
def keptDraft {n : Nat} (p q : Fin n → F) (t : Fin n) : F := q t * gmin 1 (p t / q t)

/-- The probability of the token `t` when what is not kept is drawn again from `r`. -/
def speculate {n : Nat} (p q r : Fin n → F) (t : Fin n) : F :=
  keptDraft p q t + (1 - fsum n (keptDraft p q)) * r t

/-- A token is drawn and kept with the smaller of its two probabilities. -/
theorem keptDraft_eq {n : Nat} (p q : Fin n → F) (hp : ∀ t, 0 ≤ p t) (hq : ∀ t, 0 ≤ q t)
    (t : Fin n) :
    keptDraft p q t = p t - gmax 0 (p t - q t) := by
  have hp := hp t
  have hq := hq t
  unfold keptDraft gmin gmax
  by_cases z : q t = 0
  · rw [z]
    have : 0 ≤ p t - 0 := by grind
    rw [if_pos this]; grind
  · have pos : 0 < q t := by grind
    have inv := field_inv_pos pos
    have e : p t / q t = p t * (q t)⁻¹ := Field.div_eq_mul_inv _ _
    have one : q t * (q t)⁻¹ = 1 := Field.mul_inv_cancel z
    have m : q t * (p t / q t) = p t := by rw [e]; grind
    by_cases c : 0 ≤ p t - q t
    · have h := ordered_mul_le_left (show q t ≤ p t by grind) (c := (q t)⁻¹) (by grind)
      have : 1 ≤ p t / q t := by rw [e]; grind
      rw [if_pos this, if_pos c]; grind
    · rw [if_neg c]
      split
      · next h =>
        have := ordered_mul_le_left h hq
        rw [m] at this; grind
      · rw [m]; grind

/-- The outcome of speculative decoding is distributed as `p` exactly when the draft is already `p`,
or rejected tokens are drawn again from the normalised excess of `p` over `q`: the rule in use is
right, and it is the only one. Claim `densesparse.speculative-decoding`. -/
theorem speculate_iff {n : Nat} (p q r : Fin n → F) (hp : ∀ t, 0 ≤ p t) (hq : ∀ t, 0 ≤ q t)
    (sp : fsum n p = 1) (sq : fsum n q = 1) :
    (∀ t, speculate p q r t = p t) ↔
      p = q ∨ ∀ t, r t = gmax 0 (p t - q t) / fsum n fun u => gmax 0 (p u - q u) := by
  have k := keptDraft_eq p q hp hq
  have total : 1 - fsum n (keptDraft p q) = fsum n fun u => gmax 0 (p u - q u) := by
    rw [show keptDraft p q = fun t => p t - gmax 0 (p t - q t) from funext k, fsum_sub, sp]; grind
  have nn : ∀ t, 0 ≤ gmax 0 (p t - q t) := by intro t; unfold gmax; split <;> grind
  have key : (∀ t, speculate p q r t = p t) ↔
      ∀ t, (fsum n fun u => gmax 0 (p u - q u)) * r t = gmax 0 (p t - q t) := by
    constructor <;> intro h t <;> have :=
      h t <;> unfold speculate at * <;> rw [total, k] at * <;> grind
  rw [key]
  by_cases z : (fsum n fun u => gmax 0 (p u - q u)) = 0
  · -- nothing is ever rejected
    have le : ∀ t, p t ≤ q t := by
      intro t
      have := fsum_eq_zero _ nn z t
      unfold gmax at this
      split at this <;> grind
    have eq : p = q := by
      have d : (fsum n fun t => q t - p t) = 0 := by rw [fsum_sub, sp, sq]; grind
      funext t
      have := fsum_eq_zero _ (fun t => by have := le t; grind) d t
      grind
    constructor
    · exact fun _ => .inl eq
    · intro _ t
      rw [z, fsum_eq_zero _ nn z t]; grind
  · constructor
    · intro h
      refine .inr fun t => ?_
      have := h t
      generalize (fsum n fun u => gmax 0 (p u - q u)) = s at *
      grind
    · rintro (rfl | h) t
      · have : ∀ u, gmax 0 (p u - p u) = 0 := by intro u; unfold gmax; split <;> grind
        simp only [this, fsum_const_zero]; grind
      · rw [h t]
        generalize (fsum n fun u => gmax 0 (p u - q u)) = s at *
        grind

/-- Two different distributions on two tokens: the hypotheses of `speculate_iff` can be met. Claim
`densesparse.speculative-decoding`. -/
theorem speculate_instance : ∃ p q :
    Fin 2 → Rat, (∀ t, 0 ≤ p t) ∧ (∀ t, 0 ≤ q t) ∧ fsum 2 p = 1 ∧ fsum 2 q = 1 ∧
    p ≠ q :=
  ⟨fun t => if t = 0 then 1/3 else 2/3, fun _ => 1/2, by
    decide +kernel, by decide +kernel, by decide +kernel,
    by decide +kernel, fun h => absurd (congrFun h 0) (by decide +kernel)⟩
end DenseSparse
