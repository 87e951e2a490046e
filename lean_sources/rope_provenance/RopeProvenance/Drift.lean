module
public import RopeProvenance.Channel
/-!
# Drift of slow roles

A role in a slow block turns a little from token to token. Over any ordered commutative ring: how
far a role moves, how much a score can change by that, how the drift grows with the distance, and
when a role is still read with the right sign.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra RoPE
namespace RoleChannel
universe u v
variable {R : Type v} [CommRing R] {n : Nat}

/-- What a rotation adds to a head vector. -/
def drift (c s : Fin n → R) (r : Vec n R) : Vec n R := fun i =>
  ((spin c s r i).1 - (r i).1, (spin c s r i).2 - (r i).2)

/-- The rotated vector is the vector plus its drift. -/
theorem spin_eq (c s : Fin n → R) (r : Vec n R) : spin c s r = vadd r (drift c s r) := by
  funext i; apply Prod.ext <;> simp only [vadd, drift, padd] <;> grind

/-- The exact size of the drift: the squared length of what a rotation adds to block `i` is `2 (1 -
c i)` times the squared length of the block. -/
theorem drift_norm (c s : Fin n → R) (unit : ∀ i, c i * c i + s i * s i = 1) (r : Vec n R) :
    dotN (drift c s r) (drift c s r) = fsum n fun i => 2 * (1 - c i) * dot (r i) (r i) :=
  fsum_congr fun i => by
    have := unit i
    simp only [drift, spin, rot, dot]; grind

/-- The score of a vector against its own rotation: squared block lengths, weighted with the
cosines. -/
theorem dotN_spin_self (c s : Fin n → R) (r : Vec n R) :
    dotN r (spin c s r) = fsum n fun i => c i * dot (r i) (r i) :=
  fsum_congr fun i => by simp only [spin, rot, dot]; grind

section order
variable [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- Squared lengths of pairs are non-negative. -/
theorem dot_self_nonneg (p : R × R) : 0 ≤ dot p p := by
  have h1 := sq_nonneg' p.1
  have h2 := sq_nonneg' p.2
  simp only [dot]; grind

/-- Only the zero pair has length zero. -/
theorem dot_self_eq_zero {p : R × R} (h : dot p p = 0) : p = (0, 0) := by
  have h1 := sq_nonneg' p.1
  have h2 := sq_nonneg' p.2
  simp only [dot] at h
  have e1 : p.1 * p.1 = 0 := by grind
  have e2 : p.2 * p.2 = 0 := by grind
  apply Prod.ext
  · exact mul_self_eq_zero' e1
  · exact mul_self_eq_zero' e2

/-- The Cauchy-Schwarz inequality for scores. -/
theorem score_cauchy_schwarz (p q : Vec n R) : dotN p q * dotN p q ≤ dotN p p * dotN q q := by
  have expand : ∀ a b : R, dotN (fun i => (a * (q i).1 - b * (p i).1, a * (q i).2 - b * (p i).2))
      (fun i => (a * (q i).1 - b * (p i).1, a * (q i).2 - b * (p i).2)) =
      a * a * dotN q q - 2 * a * b * dotN p q + b * b * dotN p p := by
    intro a b
    unfold dotN
    rw [← fsum_mul_left, ← fsum_mul_left, ← fsum_mul_left, ← fsum_sub, ← fsum_add]
    exact fsum_congr fun i => by simp only [dot]; grind
  have h := expand (dotN p p) (dotN p q)
  have h0 : 0 ≤
    dotN (fun i =>
    (dotN p p * (q i).1 - dotN p q * (p i).1, dotN p p * (q i).2 - dotN p q * (p i).2))
      (fun i =>
        (dotN p p * (q i).1 - dotN p q * (p i).1, dotN p p * (q i).2 - dotN p q * (p i).2)) :=
    fsum_nonneg _ fun i => dot_self_nonneg _
  have hp : 0 ≤ dotN p p := fsum_nonneg _ fun i => dot_self_nonneg _
  rw [h] at h0
  by_cases hz : dotN p p = 0
  · have e : ∀ i, p i = (0, 0) :=
      fun i => dot_self_eq_zero (fsum_eq_zero _ (fun i => dot_self_nonneg _) hz i)
    have e' : dotN p q = 0 := by
      rw [← fsum_const_zero (n := n)]
      exact fsum_congr fun i => by rw [e]; simp only [dot]; grind
    rw [hz, e']; grind
  · apply Classical.byContradiction
    intro hlt
    have h1 : 0 < dotN p p := by grind
    have h2 : 0 < dotN p q * dotN p q - dotN p p * dotN q q := by grind
    have h3 := OrderedRing.mul_pos h1 h2
    generalize dotN p p = a at *
    generalize dotN q q = b at *
    generalize dotN p q = x at *
    grind

/-- How much drift can change a score: for every query the square of the change is at most the
squared length of the query times `∑ 2 (1 - c i) ‖r i‖²`, and a query of squared length `∑ 2 (1 - c
i) ‖r i‖²` attains this. Claim `rope.role-score-drift`. -/
theorem score_drift_sharp (c s : Fin n → R) (unit : ∀ i, c i * c i + s i * s i = 1) (r : Vec n R) :
    (∀ q, (dotN q (spin c s r) - dotN q r) * (dotN q (spin c s r) - dotN q r) ≤
      dotN q q * fsum n fun i => 2 * (1 - c i) * dot (r i) (r i)) ∧
    ∃ q, dotN q q = (fsum n fun i => 2 * (1 - c i) * dot (r i) (r i)) ∧
      (dotN q (spin c s r) - dotN q r) * (dotN q (spin c s r) - dotN q r) =
        dotN q q * fsum n fun i => 2 * (1 - c i) * dot (r i) (r i) := by
  have e : ∀ q, dotN q (spin c s r) - dotN q r = dotN q (drift c s r) := by
    intro q; rw [spin_eq, dotN_vadd]; grind
  constructor
  · intro q
    rw [e, ← drift_norm c s unit r]
    exact score_cauchy_schwarz _ _
  · refine ⟨drift c s r, drift_norm c s unit r, ?_⟩
    rw [e, ← drift_norm c s unit r]

section growth
attribute [local instance] Semiring.natCast Ring.intCast
variable {P : Type u} [IntModule P]

/-- One block: `k` steps of a rotation move it at most `k` times as far as one step, in squares and
divided by two. -/
theorem cos_growth (A : Phase P R) (g : P) (k : Nat) :
    1 - A.c (k • g) ≤ (k : R) * (k : R) * (1 - A.c g) := by
  induction k with
  | zero =>
    rw [show (0 : Nat) • g = 0 by grind, A.c_zero]; grind
  | succ k ih =>
    have hstep : (k + 1) • g = k • g + g := NatModule.add_one_nsmul k g
    have hc := A.c_add (k • g) g
    have hs := A.s_add (k • g) g
    have hu := A.unit g
    have hv := A.unit (k • g)
    rw [hstep]
    generalize A.c (k • g + g) = c₂ at *
    generalize A.s (k • g + g) = s₂ at *
    generalize A.c (k • g) = c₁ at *
    generalize A.s (k • g) = s₁ at *
    generalize A.c g = c at *
    generalize A.s g = s at *
    have hk := natCast_nonneg' (R := R) k
    have hcast : ((k + 1 : Nat) : R) = (k : R) + 1 := by grind
    rw [hcast]
    by_cases h0 : (k : R) = 0
    · have hc1 : 1 - c₁ ≤ 0 := by rw [h0] at ih; grind
      have h1 := sq_nonneg' (1 - c₁)
      have h2 := sq_nonneg' s₁
      have h3 : (1 - c₁) * (1 - c₁) + s₁ * s₁ = 2 * (1 - c₁) := by grind
      have h4 : 1 - c₁ = 0 := by grind
      have h5 : s₁ * s₁ = 0 := by grind
      have h6 := mul_self_eq_zero' h5
      rw [h0]; grind
    · have hpos : 0 < (k : R) := by grind
      generalize (k : R) = t at *
      have h1 := sq_nonneg' (c₂ - c - t * (c - 1))
      have h2 := sq_nonneg' (s₂ - s - t * s)
      have h3 : (c₂ - c - t * (c - 1)) * (c₂ - c - t * (c - 1)) +
        (s₂ - s - t * s) * (s₂ - s - t * s) =
          2 * ((t + 1) * (1 - c₁) + t * (t + 1) * (1 - c) - t * (1 - c₂)) := by
        have e1 : c₂ * c + s₂ * s = c₁ := by grind
        have e2 : c₂ * c₂ + s₂ * s₂ = 1 := by grind
        grind
      have h4 := ordered_mul_le_left ih (c := t + 1) (by grind)
      have h5 : 0 ≤ t * ((t + 1) * (t + 1) * (1 - c) - (1 - c₂)) := by grind
      apply Classical.byContradiction
      intro hlt
      have h6 := OrderedRing.mul_pos hpos (b := (1 - c₂) - (t + 1) * (t + 1) * (1 - c)) (by grind)
      grind

/-- Drift grows at most linearly: over `k` steps of size `g` a role moves at most `k` times as far
as over one step (squared lengths: `k²`). Claim `rope.role-drift-growth`. -/
theorem drift_growth (A : Fin n → Phase P R) (g : P) (k : Nat) (r : Vec n R) :
    dotN (drift (fun i => (A i).c (k • g)) (fun i => (A i).s (k • g)) r)
      (drift (fun i => (A i).c (k • g)) (fun i => (A i).s (k • g)) r) ≤
    (k : R) * (k : R) * dotN (drift (fun i => (A i).c g) (fun i => (A i).s g) r)
      (drift (fun i => (A i).c g) (fun i => (A i).s g) r) := by
  rw [drift_norm _ _ (fun i => (A i).unit _), drift_norm _ _ (fun i => (A i).unit _),
    ← fsum_mul_left]
  refine fsum_mono _ _ fun i => ?_
  have h := ordered_mul_le_left (cos_growth (A i) g k) (c := 2 * dot (r i) (r i)) (by
    have := dot_self_nonneg (r i); grind)
  generalize dot (r i) (r i) = d at *
  grind
end growth

/-- Reading a binary role: writing `r` or `-r` into the channel is read with the right sign by the
query `r`, for every role vector `r` and at the given relative position, exactly when no role block
has turned by a quarter turn or more (all its cosines are positive). Claim
`rope.binary-role-readout`. -/
theorem readout_iff {P : Type u} [IntModule P] (S : Fin n → Bool) (A : Fin n → Phase P R)
    (a b : P) :
    (∀ r, IsRole S r → r ≠ vzero → 0 < dotN (rope A a r) (rope A b r) ∧
      dotN (rope A a r) (rope A b (vsmul (-1) r)) < 0) ↔ ∀ i, S i = true → 0 < (A i).c (b - a) := by
  have neg : ∀ q k : Vec n R, dotN q (rope A b (vsmul (-1) k)) = - dotN q (rope A b k) := by
    intro q k
    have : rope A b (vsmul (-1) k) = vsmul (-1) (rope A b k) := by
      funext i; apply Prod.ext <;> simp only [rope, spin, rot, vsmul, psmul] <;> grind
    rw [this]
    have e : - dotN q (rope A b k) = (-1) * dotN q (rope A b k) := by grind
    rw [e]; unfold dotN; rw [← fsum_mul_left]
    exact fsum_congr fun i => by simp only [dot, vsmul, psmul]; grind
  have self : ∀ r, dotN (rope A a r) (rope A b r) = fsum n fun i => (A i).c (b - a) * dot (r i)
    (r i) := by
    intro r; rw [rope_relative]; exact dotN_spin_self _ _ r
  have one := OrderedRing.zero_lt_one (R := R)
  constructor
  · intro h i hi
    have h1 := (h (single i (1, 0)) (by
      intro j hj; unfold single; split
      · subst_vars; rw [hi] at hj; exact absurd hj (by decide)
      · rfl) (by
      intro e
      have := congrArg Prod.fst (congrFun e i)
      simp only [single, if_true, vzero] at this
      grind)).1
    rw [rope_relative, dotN_single] at h1
    simp only [dot, rope, spin, rot, single, if_true] at h1
    grind
  · intro h r hr hne
    rw [neg, self]
    have nn : ∀ i, 0 ≤ (A i).c (b - a) * dot (r i) (r i) := by
      intro i
      cases e : S i with
      | true => have := h i e; exact OrderedRing.mul_nonneg (by grind) (dot_self_nonneg _)
      | false => rw [hr i e]; simp only [dot]; grind
    have pos : fsum n (fun i => (A i).c (b - a) * dot (r i) (r i)) ≠ 0 := by
      intro hz
      apply hne
      funext i
      cases e : S i with
      | true =>
        have hc := h i e
        rcases mul_eq_zero' (fsum_eq_zero _ nn hz i) with h1 | h1
        · grind
        · exact dot_self_eq_zero h1
      | false => exact hr i e
    have := fsum_nonneg _ nn
    grind
end order
end RoleChannel
