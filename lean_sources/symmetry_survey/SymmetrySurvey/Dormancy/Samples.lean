module
public import SymmetrySurvey.Dormancy.Depth
/-!
# What finite samples can and cannot prove

A unit that never fires on a calibration set is not dead: for every finite set there is a unit
silent on all of it and alive elsewhere, and from depth two on a sample speaks for no point but its
own.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u
variable {R : Type u} [CommRing R] [LE R] [DecidableLE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R]
    [OrderedRing R]

omit [DecidableLE R] [LT R] [LawfulOrderLT R] in
/-- Finitely many elements have an upper bound. -/
theorem exists_upper {α : Type u} (f : α → R) (l : List α) : ∃ M, ∀ a ∈ l, f a ≤ M := by
  induction l with
  | nil => exact ⟨0, fun a h => absurd h List.not_mem_nil⟩
  | cons a l ih =>
    obtain ⟨M, hM⟩ := ih
    rcases IsLinearOrder.toIsLinearPreorder.le_total (f a) M with h | h
    · refine ⟨M, fun b hb => ?_⟩
      rcases List.mem_cons.1 hb with rfl | hb
      · exact h
      · exact hM b hb
    · refine ⟨f a, fun b hb => ?_⟩
      rcases List.mem_cons.1 hb with rfl | hb
      · exact IsPreorder.le_refl _
      · exact IsPreorder.le_trans _ _ _ (hM b hb) h

/-- No finite sample of inputs proves a rectified unit dead: whatever the sample, some single affine
unit is silent on all of it and fires elsewhere. Claim `dormancy.finite-sample`. -/
theorem no_finite_certificate {d : Nat} (X : List (Fin (d+1) → R)) :
    ¬ ∀ (w : Fin (d+1) → R)
      (b : R), (∀ x ∈ X, relu (pre w b x) = 0) → ∀ y, relu (pre w b y) = 0 := by
  intro h
  have one := OrderedRing.zero_lt_one (R := R)
  obtain ⟨M, hM⟩ := exists_upper (fun x : Fin (d+1) → R => x 0) X
  have val : ∀ x : Fin (d+1) → R, pre (unitVec 0) (-M) x = x 0 - M := by
    intro x
    have : ∀ k, unitVec 0 k * x k = x k * unitVec 0 k := by intro k; grind
    simp only [pre, this]
    rw [fsum_mul_unit]; grind
  have := h (unitVec 0) (-M) (fun x hx => by
    rw [val, relu_eq_zero]; have := hM x hx; grind) (fun _ => M + 1)
  rw [val, relu_eq_zero] at this
  grind

/-- The `ℓ¹` distance of two inputs, written with rectifiers. -/
def reluDist {d : Nat} (x y : Fin d → R) : R :=
    fsum d (fun i => relu (x i - y i)) + fsum d (fun i => relu (y i - x i))

/-- Different inputs have positive distance. -/
theorem reluDist_pos {d : Nat} {x y : Fin d → R} (ne : x ≠ y) : 0 < reluDist x y := by
  have h1 := fsum_nonneg (fun i => relu (x i - y i)) (fun i => relu_nonneg _)
  have h2 := fsum_nonneg (fun i => relu (y i - x i)) (fun i => relu_nonneg _)
  by_cases hz : reluDist x y = 0
  · exfalso
    unfold reluDist at hz
    have e1 := fsum_eq_zero _ (fun i => relu_nonneg (x i - y i)) (by grind)
    have e2 := fsum_eq_zero _ (fun i => relu_nonneg (y i - x i)) (by grind)
    apply ne
    funext i
    have a := (relu_eq_zero _).1 (e1 i)
    have b := (relu_eq_zero _).1 (e2 i)
    grind
  · unfold reluDist at *; grind

/-- The distances of finitely many inputs from a further input have a positive lower bound. -/
theorem exists_gap {d : Nat} (X : List (Fin d → R)) (y : Fin d → R) (h : y ∉ X) : ∃ δ :
    R, 0 < δ ∧ ∀ x ∈ X, δ ≤ reluDist x y := by
  induction X with
  | nil => exact ⟨1, OrderedRing.zero_lt_one, fun x hx => absurd hx List.not_mem_nil⟩
  | cons a X ih =>
    simp only [List.mem_cons, _root_.not_or] at h
    obtain ⟨δ, hδ, hX⟩ := ih h.2
    have ha := reluDist_pos (x := a) (y := y) fun e => h.1 e.symm
    refine ⟨gmin δ (reluDist a y), by unfold gmin; split <;> assumption, fun x hx => ?_⟩
    rcases List.mem_cons.1 hx with rfl | hx
    · unfold gmin; grind
    · have := hX x hx
      unfold gmin; grind

/-- The distance to `y` as a two-layer network: `2 d` rectified hidden units. -/
def distNet {d : Nat} (y : Fin d → R) : Net R d (d + d) :=
  .layer .input (fun k => Fin.addCases (fun i => unitVec i) (fun i j => -unitVec i j) k)
    (fun k => Fin.addCases (fun i => -y i) (fun i => y i) k)

omit [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- The bump `δ - dist(x, y)` is a readout of `distNet`. -/
theorem distNet_val {d : Nat} (y x : Fin d → R) (δ : R) :
    pre (fun _ => -1) δ ((distNet y).eval x) = δ - reluDist x y := by
  have h1 : ∀ i : Fin d, (distNet y).eval x (Fin.castAdd d i) = relu (x i - y i) := by
    intro i
    simp only [distNet, Net.eval, Fin.addCases_left]
    congr 1
    have : ∀ k, unitVec i k * x k = x k * unitVec i k := by intro k; grind
    simp only [pre, this]
    rw [fsum_mul_unit]; grind
  have h2 : ∀ i : Fin d, (distNet y).eval x (Fin.natAdd d i) = relu (y i - x i) := by
    intro i
    simp only [distNet, Net.eval, Fin.addCases_right]
    congr 1
    have : ∀ k, -unitVec i k * x k = (-1) * (x k * unitVec i k) := by intro k; grind
    simp only [pre, this]
    rw [fsum_mul_left, fsum_mul_unit]; grind
  unfold pre reluDist
  rw [fsum_append, fsum_mul_left, fsum_mul_left]
  simp only [h1, h2]
  grind

/-- For units behind one hidden rectified layer, a finite sample certifies an input `y` (every such
unit that is silent on the sample is silent at `y`) exactly when `y` belongs to the sample:
calibration proves nothing about unseen inputs. Claim `dormancy.finite-sample-depth-two`. -/
theorem sample_certifies_iff {d : Nat} (X : List (Fin d → R)) (y : Fin d → R) :
    (∀ (m : Nat) (W : Fin m → Fin d → R) (c : Fin m → R) (w : Fin m → R) (b : R),
      (∀ x ∈ X, relu (pre w b ((Net.layer .input W c).eval x)) = 0) →
        relu (pre w b ((Net.layer .input W c).eval y)) = 0) ↔
      y ∈ X := by
  constructor
  · intro h
    apply Classical.byContradiction
    intro hy
    obtain ⟨δ, hδ, hX⟩ := exists_gap X y hy
    have := h (d + d) _ _ (fun _ => -1) δ (fun x hx => by
      show relu (pre _ δ ((distNet y).eval x)) = 0
      rw [distNet_val, relu_eq_zero]; have := hX x hx; grind)
    change relu (pre _ δ ((distNet y).eval y)) = 0 at this
    rw [distNet_val, relu_eq_zero] at this
    have z : reluDist y y = 0 := by
      have e : ∀ i : Fin d, relu (y i - y i) = 0 := by intro i; rw [relu_eq_zero]; grind
      simp only [reluDist, e, fsum_const_zero]; grind
    rw [z] at this
    grind
  · intro hy m W c w b hX
    exact hX y hy
end Dormancy
