module
public import SymmetrySurvey.Dormancy.Interval
/-!
# Dormancy through depth

Interval bounds propagated through a rectified network: sound at every depth, exact where no weight
is negative, and arbitrarily loose from depth two on otherwise.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u

/-- A stack of rectified affine layers from `d` inputs to `n` units. -/
inductive Net (R : Type u) (d : Nat) : Nat → Type u
  /-- the inputs themselves -/
  | input : Net R d d
  /-- one more layer with weight rows `W` and biases `b` -/
  | layer {n m : Nat} (below : Net R d n) (W : Fin m → Fin n → R) (b : Fin m → R) : Net R d m

variable {R : Type u} [CommRing R] [LE R] [DecidableLE R] {d : Nat}

/-- The activations of the top layer. -/
def Net.eval : {n : Nat} → Net R d n → (Fin d → R) → Fin n → R
  | _, .input, x => x
  | _, .layer below W b, x => fun i => relu (pre (W i) (b i) (below.eval x))

/-- The pair of propagated interval bounds (lower, upper) of the top layer on an input box. -/
def Net.bounds : {n : Nat} → Net R d n → (Fin d → R) → (Fin d → R) → (Fin n → R) × (Fin n → R)
  | _, .input, lo, hi => (lo, hi)
  | _, .layer below W b, lo, hi =>
    (fun i => relu (lb (W i) (below.bounds lo hi).1 (below.bounds lo hi).2 (b i)),
      fun i => relu (ub (W i) (below.bounds lo hi).1 (below.bounds lo hi).2 (b i)))

/-- No weight of the network is negative (biases are free). -/
def Net.NonNeg : {n : Nat} → Net R d n → Prop
  | _, .input => True
  | _, .layer below W _ => below.NonNeg ∧ ∀ i j, 0 ≤ W i j

variable [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- Propagated bounds contain every activation. -/
theorem Net.bounds_sound {n : Nat} (N : Net R d n) (lo hi x : Fin d → R) (hx : InBox lo hi x) :
    InBox (N.bounds lo hi).1 (N.bounds lo hi).2 (N.eval x) := by
  induction N with
  | input => exact hx
  | layer below W b ih =>
    intro i
    have := pre_bounds (W i) _ _ (b i) _ ih
    exact ⟨relu_mono this.1, relu_mono this.2⟩

/-- At every depth a unit whose propagated interval bound is not positive is dead on the whole input
box. Claim `dormancy.deep-interval-bounds`. -/
theorem deep_dead {n : Nat} (N : Net R d n) (lo hi : Fin d → R) (w : Fin n → R) (b : R)
    (h : ub w (N.bounds lo hi).1 (N.bounds lo hi).2 b ≤ 0) (x : Fin d → R) (hx : InBox lo hi x) :
    relu (pre w b (N.eval x)) = 0 := by
  have := (pre_bounds w _ _ b _ (N.bounds_sound lo hi x hx)).2
  exact (relu_eq_zero _).2 (by grind)

omit [LT R] [LawfulOrderLT R] [OrderedRing R] in
/-- A bound that proves death at depth two, for a unit that is not dead by its bias alone: the
hypothesis of `deep_dead` can be met. Claim `dormancy.deep-interval-bounds`. -/
theorem deep_dead_instance :
    let N : Net Int 1 1 := .layer .input (fun _ _ => -1) (fun _ => -1)
    ub (fun _ => 1)
      (N.bounds (fun _ => 0) (fun _ => 1)).1 (N.bounds (fun _ => 0) (fun _ => 1)).2 0 ≤ 0 ∧
      relu (pre (fun _ => (1 : Int)) 0 (N.eval fun _ => -3)) ≠ 0 := by
  simp only [Net.bounds, Net.eval, ub, lb, pre, relu, gmax, gmin, fsum_succ, fsum_zero]
  decide

/-- From depth two on the bounds do not decide: for every gap `c > 0` there is a network and a unit
that is dead on the whole box although its propagated upper bound is exactly `c`. Claim
`dormancy.depth-two-looseness`. -/
theorem depth_two_loose (c : R) (hc : 0 < c) :
    ∃ (N : Net R 1 2) (w : Fin 2 → R) (b : R) (lo hi : Fin 1 → R), (∀ i, lo i ≤ hi i) ∧
      (∀ x, InBox lo hi x → relu (pre w b (N.eval x)) = 0) ∧
        ub w (N.bounds lo hi).1 (N.bounds lo hi).2 b = c := by
  refine ⟨.layer .input (fun _ _ => 1) (fun _ => 0), fun i => if i = 0 then 1 else -1, 0,
    fun _ => 0, fun _ => c,
    fun _ => by grind, fun x _ => ?_, ?_⟩
  · rw [relu_eq_zero]
    simp only [pre, fsum_succ, fsum_zero, Net.eval]
    have : ¬ (0 : Fin 1).succ = (0 : Fin 2) := by decide
    simp only [if_true, this, if_false]
    grind
  · simp only [ub, lb, fsum_succ, fsum_zero, Net.bounds]
    have : ¬ (0 : Fin 1).succ = (0 : Fin 2) := by decide
    simp only [if_true, this, if_false]
    unfold relu gmax gmin
    grind

/-- Hence no threshold on the propagated bound recognises every dead unit at depth two.
Claim `dormancy.depth-two-looseness`. -/
theorem no_complete_threshold :
    ¬ ∃ t : R, ∀ (N : Net R 1 2) (w : Fin 2 → R) (b : R) (lo hi : Fin 1 → R), (∀ i, lo i ≤ hi i) →
      (∀ x, InBox lo hi x → relu (pre w b (N.eval x)) = 0) →
        ub w (N.bounds lo hi).1 (N.bounds lo hi).2 b ≤ t := by
  rintro ⟨t, h⟩
  have one := OrderedRing.zero_lt_one (R := R)
  obtain ⟨N, w, b, lo, hi, hb, hd, e⟩ :=
    depth_two_loose (gmax t 0 + 1) (by unfold gmax; split <;> grind)
  have := h N w b lo hi hb hd
  rw [e] at this
  unfold gmax at this
  split at this <;> grind

omit [CommRing R] [OrderedRing R] [LawfulOrderLT R] [LT R] [IsLinearOrder R] in
/-- The larger of two ordered elements is the second. -/
theorem gmax_of_le {x y : R} (h : x ≤ y) : gmax x y = y := by unfold gmax; simp [h]

/-- With non-negative weights the upper bound of a unit is its value at the upper corner. -/
theorem ub_of_nonneg {n : Nat} (w lo hi : Fin n → R) (b : R) (hw : ∀ i, 0 ≤ w i)
    (h : ∀ i, lo i ≤ hi i) :
    ub w lo hi b = pre w b hi := by
  unfold ub pre
  congr 1
  apply fsum_congr; intro i
  exact gmax_of_le (ordered_mul_le_left (h i) (hw i))

/-- With non-negative weights the propagated upper bounds are the activations at the upper corner of
the box. -/
theorem Net.upper_of_nonneg {n : Nat} (N : Net R d n) (hN : N.NonNeg) (lo hi : Fin d → R)
    (h : ∀ i, lo i ≤ hi i) :
    (N.bounds lo hi).2 = N.eval hi := by
  induction N with
  | input => rfl
  | layer below W b ih =>
    have e := ih hN.1
    have s := below.bounds_sound lo hi hi (fun i => ⟨h i, by grind⟩)
    funext i
    show relu (ub (W i) _ _ (b i)) = relu (pre (W i) (b i) (below.eval hi))
    rw [ub_of_nonneg (W i) _ _ (b i) (hN.2 i) (fun j => by have := s j; grind), e]

/-- Where no weight is negative, dormancy is decided at every depth, by the propagated bound or by
one evaluation at the upper corner: the unit is dead on the box exactly when that value is not
positive. Claim `dormancy.nonnegative-networks`. -/
theorem nonneg_dead_iff {n : Nat} (N : Net R d n) (hN : N.NonNeg) (w : Fin n → R) (b : R)
    (hw : ∀ i, 0 ≤ w i)
    (lo hi : Fin d → R) (h : ∀ i, lo i ≤ hi i) :
    ((∀ x, InBox lo hi x → relu (pre w b (N.eval x)) = 0) ↔
      ub w (N.bounds lo hi).1 (N.bounds lo hi).2 b ≤ 0) ∧
      ub w (N.bounds lo hi).1 (N.bounds lo hi).2 b = pre w b (N.eval hi) := by
  have top : InBox lo hi hi := fun i => ⟨h i, by grind⟩
  have s := N.bounds_sound lo hi hi top
  have e : ub w (N.bounds lo hi).1 (N.bounds lo hi).2 b = pre w b (N.eval hi) := by
    rw [ub_of_nonneg w _ _ b hw (fun j => by have := s j; grind), N.upper_of_nonneg hN lo hi h]
  refine ⟨⟨fun hd => ?_, fun hu x hx => deep_dead N lo hi w b hu x hx⟩, e⟩
  have := hd hi top
  rw [e]
  exact (relu_eq_zero _).1 this

/-- A two-layer integer network without negative weights and a unit that its bounds prove dead.
Claim `dormancy.nonnegative-networks`. -/
theorem nonneg_instance :
    let N : Net Int 1 1 := .layer .input (fun _ _ => 2) (fun _ => -1)
    N.NonNeg ∧ relu (pre (fun _ => (1 : Int)) (-3) (N.eval fun _ => 2)) = 0 ∧
      relu (pre (fun _ => (1 : Int)) (-3) (N.eval fun _ => 3)) ≠ 0 := by
  refine ⟨⟨trivial, by decide⟩, ?_, ?_⟩ <;>
    · simp only [Net.eval, pre, relu, fsum_succ, fsum_zero]; decide
end Dormancy
