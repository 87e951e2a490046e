module
public import SymmetrySurvey.Dormancy.Interval
public import SymmetrySurvey.DenseSparse.Permutation
/-!
# Removing, folding and refitting units

A level of hidden units `h i`, read out linearly. When may units be deleted, folded into a bias,
made up for by refitting the others, or masked instead of removed, without changing any output on a
domain of inputs, and what does a removal cost?
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u v
variable {R : Type u} [CommRing R] {X : Type v}

/-- The linear readout of the hidden units. -/
def readout {n : Nat} (w : Fin n → R) (h : Fin n → X → R) (x : X) : R := fsum n fun i => w i * h i x

/-- Reading one unit only. -/
theorem readout_unit {n : Nat} (i : Fin n) (h : Fin n → X → R) (x : X) :
    readout (unitVec i) h x = h i x := by
  have : ∀ k, unitVec i k * h k x = h k x * unitVec i k := by intro k; grind
  simp only [readout, this]
  exact fsum_mul_unit (fun k => h k x) i

/-- Deleting the units outside `S` is exact on the domain `D` for every readout exactly when each
deleted unit is zero on all of `D`. Claim `dormancy.removal-all-readouts`. -/
theorem removal_iff {n : Nat} (D : X → Prop) (S : Fin n → Bool) (h : Fin n → X → R) :
    (∀ (w : Fin n → R) x, D x → readout (mask S w) h x = readout w h x) ↔
      ∀ i, S i = false → ∀ x, D x → h i x = 0 := by
  constructor
  · intro hr i hi x hx
    have := hr (unitVec i) x hx
    rw [readout_unit] at this
    rw [← this]
    have : ∀ k, mask S (unitVec i) k * h k x = 0 := by
      intro k
      simp only [mask, unitVec]
      by_cases e : k = i
      · subst e; simp [hi]; grind
      · simp [e]; grind
    simp only [readout, this, fsum_const_zero]
  · intro hd w x hx
    apply fsum_congr; intro i
    simp only [mask]
    cases e : S i with
    | true => simp
    | false => rw [hd i e x hx]; simp; grind

/-- Units of constant output can be folded into a bias, and no others: for every readout `w` there
is a bias that makes the deletion of the units outside `S` exact on `D` exactly when each deleted
unit is constant on `D`. Claim `dormancy.constant-unit-folding`. -/
theorem fold_iff {n : Nat} (D : X → Prop) (S : Fin n → Bool) (h : Fin n → X → R) :
    (∀ w : Fin n → R, ∃ β, ∀ x, D x → readout (mask S w) h x + β = readout w h x) ↔
      ∀ i, S i = false → ∃ c, ∀ x, D x → h i x = c := by
  constructor
  · intro hr i hi
    obtain ⟨β, hβ⟩ := hr (unitVec i)
    refine ⟨β, fun x hx => ?_⟩
    have := hβ x hx
    rw [readout_unit] at this
    rw [← this]
    have : ∀ k, mask S (unitVec i) k * h k x = 0 := by
      intro k
      simp only [mask, unitVec]
      by_cases e : k = i
      · subst e; simp [hi]; grind
      · simp [e]; grind
    simp only [readout, this, fsum_const_zero]; grind
  · intro hd w
    have hc : ∀ i, ∃ c, S i = false → ∀ x, D x → h i x = c := by
      intro i
      cases e : S i with
      | true => exact ⟨0, fun q => absurd q (by simp)⟩
      | false => obtain ⟨c, hc⟩ := hd i e; exact ⟨c, fun _ => hc⟩
    refine ⟨fsum n fun i => if S i then 0 else w i * Classical.choose (hc i), fun x hx => ?_⟩
    unfold readout
    rw [← fsum_add]
    apply fsum_congr; intro i
    have := Classical.choose_spec (hc i)
    simp only [mask]
    by_cases e : S i = true
    · rw [if_pos e, if_pos e]; grind
    · rw [if_neg e, if_neg e, this (by simpa using e) x hx]; grind

/-- Refitting the outgoing weights of the kept units and a bias makes the deletion of the units
outside `S` exact on `D`, for every readout, exactly when each deleted unit is on `D` an affine
combination of the kept ones. Claim `dormancy.refitted-removal`. -/
theorem refit_iff {n : Nat} (D : X → Prop) (S : Fin n → Bool) (h : Fin n → X → R) :
    (∀ w : Fin n → R, ∃ (w' : Fin n → R) (β : R), ∀ x, D x →
      readout (mask S w') h x + β = readout w h x) ↔
      ∀ j, S j = false → ∃ (c : Fin n → R)
        (γ : R), ∀ x, D x → h j x = readout (mask S c) h x + γ := by
  constructor
  · intro hr j _
    obtain ⟨c, γ, hc⟩ := hr (unitVec j)
    refine ⟨c, γ, fun x hx => ?_⟩
    rw [hc x hx, readout_unit]
  · intro hd w
    have hc : ∀ j, ∃ (c : Fin n → R)
      (γ : R), S j = false → ∀ x, D x → h j x = readout (mask S c) h x + γ := by
      intro j
      cases e : S j with
      | true => exact ⟨fun _ => 0, 0, fun q => absurd q (by simp)⟩
      | false => obtain ⟨c, γ, hc⟩ := hd j e; exact ⟨c, γ, fun _ => hc⟩
    -- coefficients of the deleted units, and their outgoing weights
    let c : Fin n → Fin n → R := fun j => Classical.choose (hc j)
    let γ : Fin n → R := fun j => Classical.choose (Classical.choose_spec (hc j))
    have spec : ∀ j, S j = false → ∀ x, D x → h j x = readout (mask S (c j)) h x + γ j :=
      fun j => Classical.choose_spec (Classical.choose_spec (hc j))
    let t : Fin n → R := fun j => if S j then 0 else w j
    refine ⟨fun k => w k + fsum n fun j => t j * c j k, fsum n fun j => t j * γ j, fun x hx => ?_⟩
    have e1 : readout (mask S fun k => w k + fsum n fun j => t j * c j k) h x =
        readout (mask S w) h x + fsum n fun j => t j * readout (mask S (c j)) h x := by
      have e2 : (fsum n fun j => t j * readout (mask S (c j)) h x) =
          fsum n fun k => (if S k then fsum n (fun j => t j * c j k) else 0) * h k x := by
        simp only [readout, ← fsum_mul_left]
        rw [fsum_comm]
        apply fsum_congr; intro k
        simp only [mask]
        cases S k with
        | true => simp only [if_true, ← fsum_mul_right]; exact fsum_congr fun j =>
          (Semiring.mul_assoc _ _ _).symm
        | false =>
          have z : (0 : R) * h k x = 0 := Semiring.zero_mul _
          have z' : ∀ j, t j * (0 : R) = 0 := fun j => Semiring.mul_zero _
          simp only [Bool.false_eq_true, if_false, z, z', fsum_const_zero]
      rw [e2]
      unfold readout
      rw [← fsum_add]
      apply fsum_congr; intro k
      simp only [mask]
      split <;> grind
    rw [e1]
    have e3 : ∀ j, t j * readout (mask S (c j)) h x + t j * γ j =
      (if S j then 0 else w j) * h j x := by
      intro j
      cases e : S j with
      | true => simp only [t, e, if_true]; grind
      | false => rw [spec j e x hx]; simp only [t, e, Bool.false_eq_true, if_false]; grind
    have e4 : (fsum n fun j => t j * readout (mask S (c j)) h x) + (fsum n fun j => t j * γ j) =
        fsum n fun j => (if S j then 0 else w j) * h j x := by
      rw [← fsum_add]; exact fsum_congr e3
    have e5 : readout (mask S w) h x + (fsum n fun j => (if S j then 0 else w j) * h j x) =
      readout w h x := by
      unfold readout
      rw [← fsum_add]
      apply fsum_congr; intro j
      simp only [mask]
      split <;> grind
    rw [← e5, ← e4]
    exact AddCommMonoid.add_assoc _ _ _

/-- Zeroing the incoming weights and biases of the units outside `S` has the effect of deleting
these units, for every readout and every input, exactly when the nonlinearity vanishes at zero
(given that some unit is outside `S`). Claim `dormancy.zeroing-is-not-removal`. -/
theorem zeroing_iff {d n o : Nat} (φ : R → R) (S : Fin n → Bool) (hS : ∃ j, S j = false) :
    (∀ (V : Fin (o+1) → Fin n → R) (W : Fin n → Fin d → R) (b : Fin n → R) (x : Fin d → R),
      mlp φ V (fun i k => if S i then W i k else 0) (mask S b) x = mlp φ (maskCol S V) W b x) ↔
        φ 0 = 0 := by
  have off : ∀ (W : Fin n → Fin d → R) (b : Fin n → R) (x : Fin d → R) i, S i = false →
      matvec (fun i k => if S i then W i k else 0) x i + mask S b i = 0 := by
    intro W b x i hi
    have hm : matvec (fun i k => if S i then W i k else 0) x i = fsum d (fun _ => 0) := by
      apply fsum_congr; intro k; simp [hi]; grind
    rw [hm, fsum_const_zero]
    simp [mask, hi]; grind
  have on : ∀ (W : Fin n → Fin d → R) (b : Fin n → R) (x : Fin d → R) i, S i = true →
      matvec (fun i k => if S i then W i k else 0) x i + mask S b i = matvec W x i + b i := by
    intro W b x i hi
    simp only [matvec, mask, hi, if_true]
  constructor
  · intro h
    obtain ⟨j, hj⟩ := hS
    have := congrFun (h (fun _ => unitVec j) (fun _ _ => 0) (fun _ => 0) (fun _ => 0)) 0
    have e1 : ∀ i, unitVec j i *
      φ (matvec (fun i k => if S i then (0 : R) else 0) (fun _ : Fin d => 0) i +
      mask S (fun _ => 0) i) =
        φ (matvec (fun i k => if S i then (0 : R) else 0) (fun _ : Fin d => 0) i +
          mask S (fun _ => 0) i) * unitVec j i := by
      intro i; grind
    have e2 : ∀ i, maskCol S (fun (_ : Fin (o+1)) => unitVec j) 0 i *
      φ (matvec (fun _ _ => (0 : R)) (fun _ : Fin d => 0) i + 0) = 0 := by
      intro i
      simp only [maskCol, unitVec]
      by_cases e : i = j
      · subst e; simp [hj]; grind
      · simp [e]; grind
    simp only [mlp] at this
    have l :=
      fsum_mul_unit (fun i =>
      φ (matvec (fun i k => if S i then (0 : R) else 0) (fun _ : Fin d => 0) i +
      mask S (fun _ => 0) i)) j
    rw [off _ _ _ j hj] at l
    rw [← l]
    unfold matvec at this e1 e2 ⊢
    simp only [e1, e2, fsum_const_zero] at this
    exact this
  · intro h0 V W b x
    funext a
    apply fsum_congr; intro i
    show V a i * φ (matvec (fun i k => if S i then W i k else 0) x i + mask S b i) =
      maskCol S V a i * φ (matvec W x i + b i)
    cases e : S i with
    | true => rw [on W b x i e]; simp [maskCol, e]
    | false => rw [off W b x i e, h0]; simp [maskCol, e]; grind

/-- A unit is missing outside the mask in a concrete case, so the hypothesis of `zeroing_iff` can be
met. Claim `dormancy.zeroing-is-not-removal`. -/
theorem zeroing_instance : ∃ S : Fin 2 → Bool, (∃ j, S j = false) ∧ ∃ j, S j = true :=
  ⟨fun i => decide (i = 0), ⟨1, by decide⟩, 0, by decide⟩

section ord
variable [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- With the weights of the readout given, deleting the single unit `j` is exact on `D` for all
outputs exactly when its outgoing column is zero or the unit is zero on all of `D`: one of the two
sides must be dead by itself. Claim `dormancy.zero-outgoing`. -/
theorem single_removal_iff {n o : Nat} (D : X → Prop) (V : Fin o → Fin n → R) (h : Fin n → X → R)
    (j : Fin n) :
    (∀ a x, D x → readout (fun i => if i = j then 0 else V a i) h x = readout (V a) h x) ↔
      (∀ a, V a j = 0) ∨ ∀ x, D x → h j x = 0 := by
  have key : ∀ a x, readout (V a) h x - readout (fun i => if i = j then 0 else V a i) h x =
    V a j * h j x := by
    intro a x
    unfold readout
    rw [← fsum_sub]
    have : ∀ i, V a i * h i x - (if i = j then 0 else V a i) * h i x = if i = j then
      V a i * h i x else 0 := by
      intro i; split <;> grind
    simp only [this]
    exact fsum_ite_eq j (fun i => V a i * h i x)
  constructor
  · intro hr
    apply Classical.byContradiction
    intro hn
    rw [_root_.not_or] at hn
    obtain ⟨a, ha⟩ := Classical.not_forall.1 hn.1
    obtain ⟨x, hx⟩ := Classical.not_forall.1 hn.2
    obtain ⟨hx, hx'⟩ := Classical.not_imp.1 hx
    have e := key a x
    rw [hr a x hx] at e
    have : V a j * h j x = 0 := by grind
    rcases mul_eq_zero' this with q | q
    · exact ha q
    · exact hx' q
  · intro hd a x hx
    have e := key a x
    rcases hd with q | q
    · rw [q a] at e; grind
    · rw [q x hx] at e; grind

variable [DecidableLE R]

/-- What removal costs: deleting the rectified units outside `S` changes no output on a box by more
than the sum of their outgoing weights times their interval upper bounds. Claim
`dormancy.removal-error`. -/
theorem removal_error {d n o : Nat} (lo hi : Fin d → R) (S : Fin n → Bool) (V : Fin o → Fin n → R)
    (W : Fin n → Fin d → R)
    (b : Fin n → R) (x : Fin d → R) (hx : InBox lo hi x) (a : Fin o) :
    absv (mlp relu V W b x a - mlp relu (maskCol S V) W b x a) ≤
      fsum n fun i => if S i then 0 else absv (V a i) * relu (ub (W i) lo hi (b i)) := by
  have e : mlp relu V W b x a - mlp relu (maskCol S V) W b x a =
      fsum n fun i => if S i then 0 else V a i * relu (pre (W i) (b i) x) := by
    unfold mlp matvec
    rw [← fsum_sub]
    apply fsum_congr; intro i
    simp only [maskCol, pre]
    split <;> grind
  rw [e]
  refine IsPreorder.le_trans _ _ _ (absv_fsum_le _) (fsum_mono _ _ fun i => ?_)
  cases S i with
  | true =>
    simp only [if_true]; rw [absv_of_nonneg (IsPreorder.le_refl _)]; exact IsPreorder.le_refl _
  | false =>
    simp only [Bool.false_eq_true, if_false]
    rw [absv_mul, absv_of_nonneg (relu_nonneg _)]
    exact ordered_mul_le_left (relu_mono (pre_bounds (W i) lo hi (b i) x hx).2)
      (by unfold absv; grind)

/-- Where one unit `j` is deleted from a layer on a nonempty box, one corner attains the bound of
`removal_error` at all outputs at once. Claim `dormancy.removal-error`. -/
theorem removal_error_attained {d n o : Nat} (lo hi : Fin d → R) (hb : ∀ i, lo i ≤ hi i) (j : Fin n)
    (V : Fin o → Fin n → R)
    (W : Fin n → Fin d → R) (b : Fin n → R) :
    ∃ x, InBox lo hi x ∧
      ∀ a, absv (mlp relu V W b x a - mlp relu (maskCol (fun i => decide (i ≠ j)) V) W b x a) =
      absv (V a j) * relu (ub (W j) lo hi (b j)) := by
  obtain ⟨x, hx, e⟩ := ub_attained (W j) lo hi (b j) hb
  refine ⟨x, hx, fun a => ?_⟩
  have e1 : mlp relu V W b x a - mlp relu (maskCol (fun i => decide (i ≠ j)) V) W b x a =
      fsum n fun i => if i = j then V a i * relu (pre (W i) (b i) x) else 0 := by
    unfold mlp matvec
    rw [← fsum_sub]
    apply fsum_congr; intro i
    simp only [maskCol, pre]
    by_cases q : i = j
    · simp only [q, decide_not, decide_true, Bool.not_true, Bool.false_eq_true, if_true,
        if_false]; grind
    · simp only [q, decide_not, decide_false, Bool.not_false, if_true, if_false]; grind
  rw [e1, fsum_ite_eq j (fun i => V a i * relu (pre (W i) (b i) x)), absv_mul,
    absv_of_nonneg (relu_nonneg _), e]
end ord
end Dormancy
