module
public import PhaseCollapse.SignPerm
/-!
# One-bit KV codes

A one-bit cache keeps the sign of every entry, with `0` stored as `+1`. This module says what the
code is invariant under, where it is equivariant, and what no decoder can recover from it.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace SignPhase
universe u

/-- The one-bit code of a vector: the bit is `true` where the entry is negative. -/
def signCode {R : Type u} [CommRing R] [LT R] [DecidableLT R] {n : Nat} (x : Fin n → R) :
    Fin n → Bool := fun i => decide (x i < 0)

variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    [DecidableLT R]

omit [DecidableLT R] in
/-- A positive factor does not change the sign. -/
theorem mul_neg_iff {a x : R} (ha : 0 < a) : a * x < 0 ↔ x < 0 := by
  constructor
  · intro h
    apply Classical.byContradiction; intro hx
    have : 0 ≤ a * x := OrderedRing.mul_nonneg (by grind) (by grind)
    grind
  · intro h
    have := OrderedRing.mul_pos ha (show 0 < -x by grind)
    grind

/-- **Invariance of the one-bit code**: scaling the channels by `a` changes no code if and only if
all factors are positive. Claim `signphase.one-bit-scale`. -/
theorem signCode_scale_iff {n : Nat} (a : Fin n → R) :
    (∀ x : Fin n → R, signCode (fun i => a i * x i) = signCode x) ↔ ∀ i, 0 < a i := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  constructor
  · intro h i
    have h := congrFun (h fun _ => -1) i
    unfold signCode at h
    rw [decide_eq_decide] at h
    grind
  · intro h x
    funext i
    unfold signCode
    rw [decide_eq_decide]
    exact mul_neg_iff (h i)

/-- **Ties break equivariance**: the one-bit code of a transformed vector is the transformed code if
and only if no flipped channel reads a zero. Claim `signphase.one-bit-ties`. -/
theorem signCode_equivariant_iff {n : Nat} (g : SignPerm n) (x : Fin n → R) :
    signCode (g.act x) = g.actBits (signCode x) ↔ ∀ i, g.neg i = true → x (g.fwd i) ≠ 0 := by
  have flip : ∀ y : R, decide (sgn true * y < 0) = xor true (decide (y < 0)) ↔ y ≠ 0 := by
    intro y
    have e : (sgn true : R) * y = -y := by simp [sgn]; grind
    rw [e]
    by_cases h1 : y < 0
    · have h2 : ¬ -y < 0 := by grind
      simp only [h1, h2]; simp; grind
    · by_cases h2 : y = 0
      · subst h2
        have h3 : ¬ -(0 : R) < 0 := by grind
        simp only [h1, h3]; simp
      · have h3 : -y < 0 := by grind
        simp only [h1, h3]; simp; exact h2
  constructor
  · intro h i hi
    have h := congrFun h i
    simp only [signCode, SignPerm.act, SignPerm.actBits, hi] at h
    exact (flip _).1 h
  · intro h
    funext i
    cases hi : g.neg i
    · have e : (sgn false : R) * x (g.fwd i) = x (g.fwd i) := by simp [sgn]; grind
      simp only [signCode, SignPerm.act, SignPerm.actBits, hi, e]; simp
    · simp only [signCode, SignPerm.act, SignPerm.actBits, hi]
      exact (flip _).2 (h i hi)

omit [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] [DecidableLT R] in
/-- **No tie rule helps**: no one-bit code of a non-empty vector, whatever its rule, sends the
negated vector to the negated code, because zero is its own negative. Claim
`signphase.one-bit-ties`. -/
theorem no_odd_code (n : Nat) : ¬ ∃ C :
    (Fin (n+1) → R) → Fin (n+1) → Bool, ∀ x i, C (fun j => - x j) i = !C x i := by
  rintro ⟨C, h⟩
  have h := h (fun _ => 0) 0
  have e : (fun _ : Fin (n+1) => -(0 : R)) = fun _ => 0 := by funext j; grind
  rw [e] at h
  cases hC : C (fun _ => 0) 0 <;> simp [hC] at h

/-- **Scores and the one-bit code**: the score of a query can be computed from the code of the key
alone if and only if the query is zero. Claim `signphase.one-bit-score`. -/
theorem score_recoverable_iff {n : Nat} (q : Fin n → R) :
    (∃ D : (Fin n → Bool) → R, ∀ x : Fin n → R, D (signCode x) = inner q x) ↔ ∀ i, q i = 0 := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  constructor
  · rintro ⟨D, h⟩ i
    have h1 := h (unitVec i)
    have h2 := h fun j => 2 * unitVec i j
    rw [(signCode_scale_iff fun _ => (2 : R)).2 (fun _ => by grind) (unitVec i), h1] at h2
    have e : (inner q fun j => 2 * unitVec i j) = 2 * inner q (unitVec i) := by
      unfold inner; rw [← fsum_mul_left]; exact fsum_congr fun j => by grind
    rw [e, inner_unitVec] at h2
    grind
  · intro h
    refine ⟨fun _ => 0, fun x => ?_⟩
    have : ∀ i, q i * x i = 0 := fun i => by rw [h i]; grind
    simp only [inner, this, fsum_const_zero]

/-- **The magnitude is lost**: no function of the one-bit code of a non-empty vector bounds its
squared norm from above, let alone recovers it. Claim `signphase.one-bit-score`. -/
theorem no_norm_bound (n : Nat) : ¬ ∃ U : (Fin (n+1) → Bool) → R, ∀ x :
    Fin (n+1) → R, inner x x ≤ U (signCode x) := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  rintro ⟨U, h⟩
  have val : ∀ t : R, inner (fun i => t * unitVec 0 i)
    (fun i => t * (unitVec (0 : Fin (n+1)) i : R)) = t * t := by
    intro t
    have : ∀ i : Fin (n+1),
      (t * unitVec 0 i) * (t * unitVec 0 i) = if i = 0 then t * t else (0 : R) := by
      intro i; unfold unitVec; split <;> grind
    simp only [inner, this]
    exact fsum_ite_eq 0 fun _ => t * t
  have code : ∀ t : R, 0 < t →
    signCode (fun i => t * (unitVec (0 : Fin (n+1)) i : R)) = signCode (unitVec 0) := fun t ht =>
    (signCode_scale_iff fun _ => t).2 (fun _ => ht) (unitVec 0)
  have h1 := h fun i => 1 * unitVec 0 i
  rw [val, code 1 z1] at h1
  generalize hu : U (signCode (unitVec (0 : Fin (n+1)) : Fin (n+1) → R)) = u at h1
  have h2 := h fun i => (u + 1) * unitVec 0 i
  have hp : 0 < u := by grind
  rw [val, code (u+1) (by grind), hu] at h2
  have := OrderedRing.mul_pos hp hp
  grind
end SignPhase
