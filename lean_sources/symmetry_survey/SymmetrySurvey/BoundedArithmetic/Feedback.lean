module
public import SymmetrySurvey.BoundedArithmetic.Round
/-!
# Error feedback

Rounding a sequence with the error of each step carried into the next: every partial sum of the
codes is the rounding of the partial sum of the values, however long the sequence. Rounding each
value by itself may be wrong by half a step for each term.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic
universe u

/-- The sum of the first `m` terms of a sequence. -/
def prefixSum {R : Type u} [Add R] [OfNat R 0] (x : Nat → R) : Nat → R
  | 0 => 0
  | m + 1 => prefixSum x m + x m

/-- Every partial sum of the codes `q` is the rounding of the partial sum of the values `x` if and
only if each value is rounded together with the error that the codes before it have left. Claim
`boundedarithmetic.error-feedback`. -/
theorem error_feedback_iff (x : Nat → Rat) (q : Nat → Int) :
    (∀ m, prefixSum q m = rnd (prefixSum x m)) ↔
      ∀ m, q m = rnd (x m + (prefixSum x m - prefixSum q m)) := by
  have key : ∀ m, rnd (x m + (prefixSum x m - prefixSum q m)) + prefixSum q m =
    rnd (prefixSum x (m + 1)) := by
    intro m
    rw [← rnd_add_intCast]
    congr 1
    show x m + (prefixSum x m - prefixSum q m) + prefixSum q m = prefixSum x m + x m
    grind
  constructor
  · intro h m
    have h1 := key m
    rw [← h (m + 1)] at h1
    change _ = prefixSum q m + q m at h1
    omega
  · intro h m
    induction m with
    | zero => exact (rnd_intCast 0).symm
    | succ m _ =>
      rw [← key m, ← h m]
      exact Int.add_comm _ _

/-- Rounding each value by itself, `m` partial errors add up to at most `m / 2`, and to no less for
the values `1/2`. Claim `boundedarithmetic.error-feedback`. -/
theorem plain_rounding_drift (m : Nat) :
    (∀ x : Nat → Rat, absv (prefixSum (fun k => rnd (x k)) m - prefixSum x m) ≤ m / 2) ∧
      absv (prefixSum (fun _ => rnd (1/2)) m - prefixSum (fun _ => (1/2 : Rat)) m) = m / 2 := by
  have half : rnd (1/2) = 1 := rnd_eq_iff.2 (by grind)
  constructor
  · intro x
    rw [absv_le]
    induction m with
    | zero => simp only [prefixSum]; decide +kernel
    | succ m ih =>
      have h := rnd_bounds (x m)
      simp only [prefixSum, Rat.intCast_add, Rat.natCast_add]
      have e : ((1 : Nat) : Rat) = 1 := rfl
      rw [e]
      generalize ((prefixSum (fun k => rnd (x k)) m : Int) : Rat) = a at *
      generalize prefixSum x m = b at *
      generalize (m : Rat) = c at *
      generalize ((rnd (x m) : Int) : Rat) = d at *
      generalize x m = y at *
      constructor <;> grind
  · rw [half]
    have h1 : ∀ m, prefixSum (fun _ => (1 : Int)) m = m := by
      intro m
      induction m with
      | zero => rfl
      | succ m ih => simp only [prefixSum, ih]; rfl
    have h2 : ∀ m : Nat, prefixSum (fun _ => (1/2 : Rat)) m = m / 2 := by
      intro m
      induction m with
      | zero => simp only [prefixSum]; decide +kernel
      | succ m ih =>
        have e : ((1 : Nat) : Rat) = 1 := rfl
        simp only [prefixSum, ih, Rat.natCast_add]
        rw [e]; grind
    rw [h1, h2]
    have h3 : ((m : Int) : Rat) = (m : Rat) := rfl
    have h4 : (0 : Rat) ≤ (m : Rat) := by exact_mod_cast Nat.zero_le m
    rw [h3]
    generalize (m : Rat) = c at *
    rw [absv_of_nonneg (by grind)]; grind

/-- Four values of `1/2`: with error feedback the codes are `1, 0, 1, 0`, and without it `1, 1, 1,
1`. Claim `boundedarithmetic.error-feedback`. -/
theorem error_feedback_example :
    rnd (1/2 + (0 - 0)) = 1 ∧ rnd (1/2 + (1/2 - 1)) = 0 ∧ rnd (1/2 + (1 - 1)) = 1 ∧
      rnd (1/2 + (3/2 - 2)) = 0 := by
  decide +kernel
end BoundedArithmetic
