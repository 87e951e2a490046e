module
public import SymmetrySurvey.Dormancy.Interval
public import SymmetrySurvey.DenseSparse.Permutation
/-!
# Removing, folding and merging units

A level of hidden units `h i`, read out linearly. When may units be deleted, folded into a bias, merged, or masked
instead of removed, without changing any output on a domain of inputs?
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u v
variable {R : Type u} [CommRing R] {X : Type v}

/-- The linear readout of the hidden units. -/
def readout {n : Nat} (w : Fin n → R) (h : Fin n → X → R) (x : X) : R := fsum n fun i => w i * h i x

/-- Reading one unit only. -/
theorem readout_unit {n : Nat} (i : Fin n) (h : Fin n → X → R) (x : X) : readout (unitVec i) h x = h i x := by
  have : ∀ k, unitVec i k * h k x = h k x * unitVec i k := by intro k; grind
  simp only [readout, this]
  exact fsum_mul_unit (fun k => h k x) i

/-- Deleting the units outside `S` is exact on the domain `D` for every readout exactly when each deleted unit is zero on
all of `D`.
Claim `dormancy.removal-all-readouts`. -/
theorem removal_iff {n : Nat} (D : X → Prop) (S : Fin n → Bool) (h : Fin n → X → R) :
    (∀ (w : Fin n → R) x, D x → readout (mask S w) h x = readout w h x) ↔ ∀ i, S i = false → ∀ x, D x → h i x = 0 := by
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

/-- Units of constant output can be folded into a bias, and no others: for every readout `w` there is a bias that makes
the deletion of the units outside `S` exact on `D` exactly when each deleted unit is constant on `D`.
Claim `dormancy.constant-unit-folding`. -/
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

/-- Move the outgoing weight of unit `j` onto unit `i` and delete `j`. -/
def mergeInto {n : Nat} (i j : Fin n) (w : Fin n → R) (k : Fin n) : R :=
  if k = j then 0 else if k = i then w i + w j else w k

/-- Merging unit `j` into unit `i` by adding their outgoing weights is exact on `D` for every readout exactly when the two
units agree on `D`.
Claim `dormancy.duplicate-units`. -/
theorem merge_iff {n : Nat} (D : X → Prop) (i j : Fin n) (ne : i ≠ j) (h : Fin n → X → R) :
    (∀ (w : Fin n → R) x, D x → readout (mergeInto i j w) h x = readout w h x) ↔ ∀ x, D x → h i x = h j x := by
  have key : ∀ (w : Fin n → R) x, readout (mergeInto i j w) h x = readout w h x + w j * (h i x - h j x) := by
    intro w x
    have : ∀ k, mergeInto i j w k * h k x =
        w k * h k x + ((if k = i then w j * h i x else 0) - (if k = j then w j * h j x else 0)) := by
      intro k
      by_cases e : k = j
      · subst e
        have ne' : ¬ k = i := fun q => ne q.symm
        simp [mergeInto, ne']; grind
      · by_cases e' : k = i
        · subst e'; simp [mergeInto, ne]; grind
        · simp [mergeInto, e, e']; grind
    simp only [readout, this]
    rw [fsum_add, fsum_sub, fsum_ite_eq i (fun _ => w j * h i x), fsum_ite_eq j (fun _ => w j * h j x)]
    grind
  constructor
  · intro hm x hx
    have := hm (unitVec j) x hx
    rw [key] at this
    have e : (unitVec j j : R) = 1 := by simp [unitVec]
    rw [e] at this
    grind
  · intro hd w x hx
    rw [key, hd x hx]; grind

/-- Zeroing the incoming weights and biases of the units outside `S` has the effect of deleting these units, for every
readout and every input, exactly when the nonlinearity vanishes at zero (given that some unit is outside `S`).
Claim `dormancy.zeroing-is-not-removal`. -/
theorem zeroing_iff {d n o : Nat} (φ : R → R) (S : Fin n → Bool) (hS : ∃ j, S j = false) :
    (∀ (V : Fin (o+1) → Fin n → R) (W : Fin n → Fin d → R) (b : Fin n → R) (x : Fin d → R),
      mlp φ V (fun i k => if S i then W i k else 0) (mask S b) x = mlp φ (maskCol S V) W b x) ↔ φ 0 = 0 := by
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
    have e1 : ∀ i, unitVec j i * φ (matvec (fun i k => if S i then (0 : R) else 0) (fun _ : Fin d => 0) i + mask S (fun _ => 0) i) =
        φ (matvec (fun i k => if S i then (0 : R) else 0) (fun _ : Fin d => 0) i + mask S (fun _ => 0) i) * unitVec j i := by
      intro i; grind
    have e2 : ∀ i, maskCol S (fun (_ : Fin (o+1)) => unitVec j) 0 i * φ (matvec (fun _ _ => (0 : R)) (fun _ : Fin d => 0) i + 0) = 0 := by
      intro i
      simp only [maskCol, unitVec]
      by_cases e : i = j
      · subst e; simp [hj]; grind
      · simp [e]; grind
    simp only [mlp] at this
    have l := fsum_mul_unit (fun i => φ (matvec (fun i k => if S i then (0 : R) else 0) (fun _ : Fin d => 0) i + mask S (fun _ => 0) i)) j
    rw [off _ _ _ j hj] at l
    rw [← l]
    unfold matvec at this e1 e2 ⊢
    simp only [e1, e2, fsum_const_zero] at this
    exact this
  · intro h0 V W b x
    funext a
    apply fsum_congr; intro i
    show V a i * φ (matvec (fun i k => if S i then W i k else 0) x i + mask S b i) = maskCol S V a i * φ (matvec W x i + b i)
    cases e : S i with
    | true => rw [on W b x i e]; simp [maskCol, e]
    | false => rw [off W b x i e, h0]; simp [maskCol, e]; grind

/-- A unit is missing outside the mask in a concrete case, so the hypothesis of `zeroing_iff` can be met.
Claim `dormancy.zeroing-is-not-removal`. -/
theorem zeroing_instance : ∃ S : Fin 2 → Bool, (∃ j, S j = false) ∧ ∃ j, S j = true :=
  ⟨fun i => decide (i = 0), ⟨1, by decide⟩, 0, by decide⟩

section ord
variable [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- With the weights of the readout given, deleting the single unit `j` is exact on `D` for all outputs exactly when its
outgoing column is zero or the unit is zero on all of `D`: one of the two sides must be dead by itself.
Claim `dormancy.zero-outgoing`. -/
theorem single_removal_iff {n o : Nat} (D : X → Prop) (V : Fin o → Fin n → R) (h : Fin n → X → R) (j : Fin n) :
    (∀ a x, D x → readout (fun i => if i = j then 0 else V a i) h x = readout (V a) h x) ↔
      (∀ a, V a j = 0) ∨ ∀ x, D x → h j x = 0 := by
  have key : ∀ a x, readout (V a) h x - readout (fun i => if i = j then 0 else V a i) h x = V a j * h j x := by
    intro a x
    unfold readout
    rw [← fsum_sub]
    have : ∀ i, V a i * h i x - (if i = j then 0 else V a i) * h i x = if i = j then V a i * h i x else 0 := by
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

/-- Whole-layer removal: deleting all rectified units outside `S` at once is exact on a nonempty box, for every following
layer, exactly when the interval upper bound of every deleted unit is not positive.
Claim `dormancy.layer-removal`. -/
theorem layer_removal_iff {d n o : Nat} (lo hi : Fin d → R) (hb : ∀ i, lo i ≤ hi i) (S : Fin n → Bool) (W : Fin n → Fin d → R)
    (b : Fin n → R) :
    (∀ (V : Fin (o+1) → Fin n → R) x, InBox lo hi x → mlp relu (maskCol S V) W b x = mlp relu V W b x) ↔
      ∀ i, S i = false → ub (W i) lo hi (b i) ≤ 0 := by
  have e := removal_iff (InBox lo hi) S (fun i x => relu (pre (W i) (b i) x))
  constructor
  · intro h i hi'
    rw [← dead_iff (W i) lo hi (b i) hb]
    exact e.1 (fun w x hx => congrFun (h (fun _ => w) x hx) 0) i hi'
  · intro h V x hx
    funext a
    exact e.2 (fun i hi' => (dead_iff (W i) lo hi (b i) hb).2 (h i hi')) (V a) x hx
end ord
end Dormancy
