module
public import SymmetrySurvey.DenseSparse.Basic
/-!
# The price of one weight

Removing one weight while the others are free to adapt, measured by a positive definite quadratic
form: the cheapest way to do it and its price, which is the saliency of the optimal brain surgeon.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u
variable {F : Type u} [Field F]

/-- The bilinear form `xᵀ H y`. -/
def bil {n : Nat} (H : Fin n → Fin n → F) (x y : Fin n → F) : F :=
    fsum n fun i => x i * matvec H y i

/-- The form is linear in its first argument. -/
theorem bil_left {n : Nat} (H : Fin n → Fin n → F) (x y z : Fin n → F) (c : F) :
    bil H (fun i => x i - c * y i) z = bil H x z - c * bil H y z := by
  unfold bil
  rw [← fsum_mul_left, ← fsum_sub]
  exact fsum_congr fun i => by grind

/-- The form of a symmetric matrix is symmetric. -/
theorem bil_comm {n : Nat} {H : Fin n → Fin n → F} (sym : ∀ i j, H i j = H j i) (x y : Fin n → F) :
    bil H x y = bil H y x := by
  simp only [bil, matvec, ← fsum_mul_left]
  rw [fsum_comm]
  exact fsum_congr fun i => fsum_congr fun j => by rw [sym j i]; grind

/-- A quotient times its divisor. -/
theorem div_mul_self {p : F} (h : p ≠ 0) (d : F) : d / p * p = d := by grind

variable [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]

/-- A quadratic form that is positive away from zero. -/
def PosDef {n : Nat} (H : Fin n → Fin n → F) : Prop := ∀ x, (∃ i, x i ≠ 0) → 0 < bil H x x

/-- Let the loss around the weights `w` be the quadratic form of a symmetric positive definite `H`
with inverse `G`. Any weights `w'` with `w' q = 0` cost at least `w q ^ 2 / G q q`, and exactly that
much only if all other weights are moved by the step of the optimal brain surgeon. Claim
`densesparse.brain-surgeon`. -/
theorem surgeon {n : Nat} {H G : Fin n → Fin n → F} (sym : ∀ i j, H i j = H j i) (pos : PosDef H)
    (inv : matmul H G = idMat) (q : Fin n) (w w' : Fin n → F) (hq : w' q = 0) :
    w q * w q / G q q ≤ bil H (fun i => w' i - w i) (fun i => w' i - w i) ∧
      (bil H (fun i => w' i - w i) (fun i => w' i - w i) = w q * w q / G q q ↔
        ∀ i, w' i = w i - w q / G q q * G i q) := by
  -- the column `g` of the inverse reads off the coordinate `q`
  have hg : ∀ x, bil H x (fun i => G i q) = x q := by
    intro x
    have : ∀ i, x i * matvec H (fun i => G i q) i = x i * unitVec q i := fun i => by
      have := congrFun (congrFun inv i) q
      simp only [matmul, idMat] at this
      simp only [matvec, this, unitVec]
    simp only [bil, this]
    exact fsum_mul_unit x q
  have gpos : 0 < G q q := by
    have h := pos (fun i => G i q) (Classical.byContradiction fun hn => by
      have z : ∀ i, G i q = 0 := fun i => Classical.byContradiction fun e => hn ⟨i, e⟩
      have h1 := hg (unitVec q)
      have h2 : (fun i => G i q) = fun _ => 0 := funext z
      have h3 : (unitVec q q : F) = 1 := by simp [unitVec]
      rw [h2, h3] at h1
      have h4 : bil H (unitVec q) (fun _ => 0) = 0 := by
        have : ∀ i, (unitVec q i : F) * 0 = 0 := fun i => by grind
        simp only [bil, matvec_zero, this, fsum_const_zero]
      rw [h4] at h1
      have one := OrderedRing.zero_lt_one (R := F)
      grind)
    rwa [hg] at h
  -- what is left of the change beside the surgeon's step
  let δ : Fin n → F := fun i => w' i - w i
  let c := δ q / G q q
  let r : Fin n → F := fun i => δ i - c * G i q
  have gne : G q q ≠ 0 := by grind
  have hc : c * G q q = δ q := div_mul_self gne _
  have split : bil H r r = bil H δ δ - c * δ q := by
    have h1 : bil H r r = bil H δ r - c * bil H (fun i => G i q) r := bil_left H δ _ r c
    have h2 : bil H δ r = bil H r δ := bil_comm sym _ _
    have h3 : bil H r δ = bil H δ δ - c * bil H (fun i => G i q) δ := bil_left H δ _ δ c
    have h4 : bil H (fun i => G i q) r = r q := by rw [bil_comm sym, hg]
    have h5 : bil H (fun i => G i q) δ = δ q := by rw [bil_comm sym, hg]
    have h6 : r q = 0 := by show δ q - c * G q q = 0; rw [hc]; exact AddCommGroup.sub_self _
    rw [h1, h2, h3, h4, h5, h6]; grind
  have hd : δ q = -w q := by show w' q - w q = -w q; rw [hq]; grind
  have price : c * δ q = w q * w q / G q q := by
    show δ q / G q q * δ q = _
    rw [hd, Field.div_eq_mul_inv,
      Field.div_eq_mul_inv]; grind
  have step : (∀ i, w' i = w i - w q / G q q * G i q) ↔ ∀ i, r i = 0 := by
    have hcw : c = -(w q / G q q) := by
      show δ q / G q q = _
      rw [hd, Field.div_eq_mul_inv,
        Field.div_eq_mul_inv]; grind
    constructor <;> intro h i <;> have := h i
    · show w' i - w i - c * G i q = 0
      rw [hcw, this]; grind
    · have h1 : w' i - w i - c * G i q = 0 := this
      rw [hcw] at h1; grind
  have rz : (∀ i, r i = 0) → bil H r r = 0 := by
    intro z
    have : ∀ i, r i * matvec H r i = 0 := fun i => by rw [z]; exact Semiring.zero_mul _
    simp only [bil, this, fsum_const_zero]
  show w q * w q / G q q ≤ bil H δ δ ∧ (bil H δ δ = w q * w q / G q q ↔ _)
  rw [step, ← price]
  by_cases z : ∀ i, r i = 0
  · have e := rz z
    rw [split] at e
    generalize bil H δ δ = a at *
    generalize c * δ q = b at *
    exact ⟨by grind, fun _ => z, fun _ => by grind⟩
  · have hr : 0 < bil H r r := pos r (Classical.not_forall.1 z)
    rw [split] at hr
    generalize bil H δ δ = a at *
    generalize c * δ q = b at *
    exact ⟨by grind, fun e => by grind, fun h => absurd h z⟩

/-- The hypotheses of `surgeon` can be met by a form that is not diagonal, so that the other weight
does move. Claim `densesparse.brain-surgeon`. -/
theorem surgeon_instance : ∃ H G :
    Fin 2 → Fin 2 → Rat, (∀ i j, H i j = H j i) ∧ PosDef H ∧ matmul H G = idMat ∧ G 1 0 ≠ 0 := by
  refine ⟨fun i j => if i = j then 2 else 1, fun i j => if i = j then 2/3 else -1/3, by
    decide, fun x hx => ?_, ?_, by decide +kernel⟩
  · have e : bil (fun i j : Fin 2 => if i = j then (2 : Rat) else 1) x x =
        x 0 * x 0 + x 1 * x 1 + (x 0 + x 1) * (x 0 + x 1) := by
      have h1 : (0 : Fin 1).succ = (1 : Fin 2) := rfl
      simp only [bil, matvec, fsum_succ, fsum_zero, h1]
      have h2 : ¬ (0 : Fin 2) = 1 := by decide
      have h3 : ¬ (1 : Fin 2) = 0 := by decide
      simp only [h2, h3, if_true, if_false]; grind
    rw [e]
    have a := sq_nonneg' (x 0)
    have b := sq_nonneg' (x 1)
    have c := sq_nonneg' (x 0 + x 1)
    apply Classical.byContradiction
    intro hn
    have z0 : x 0 = 0 := mul_self_eq_zero' (by grind)
    have z1 : x 1 = 0 := mul_self_eq_zero' (by grind)
    obtain ⟨i, hi⟩ := hx
    have : i = 0 ∨ i = 1 := by omega
    rcases this with rfl | rfl
    · exact hi z0
    · exact hi z1
  · funext i j; revert i j; decide +kernel
end DenseSparse
