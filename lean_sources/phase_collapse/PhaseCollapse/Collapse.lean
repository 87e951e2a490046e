module
public import SymmetryAlgebra
public import PhaseCollapse.Gauge
/-!
# Phase collapse of real-valued keys

Replacing a group of key vectors by one: when this is lossless for the queries that matter, and the
exact squared error that no choice of the merged vector can avoid.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace SignPhase
universe u

/-- The dot product with a difference. -/
theorem dot_sub_right {R : Type u} [CommRing R] {n : Nat} (q x y : Fin n → R) :
    inner q (fun i => x i - y i) = inner q x - inner q y := by
  unfold inner; rw [← fsum_sub]; exact fsum_congr fun i => by grind

/-- **Lossless phase collapse**: a single vector can replace all keys of a non-empty group, exactly
for all queries of a set `Q`, if and only if every query of `Q` is orthogonal to all differences of
the keys. Claim `signphase.collapse-lossless`. -/
theorem collapse_lossless_iff {R : Type u} [CommRing R] {m n : Nat} (K : Fin (m+1) → Fin n → R)
    (Q : (Fin n → R) → Prop) :
    (∃ c, ∀ q, Q q → ∀ j, inner q c = inner q (K j)) ↔
      ∀ q, Q q → ∀ i j, inner q (fun l => K i l - K j l) = 0 := by
  constructor
  · rintro ⟨c, h⟩ q hq i j
    rw [dot_sub_right, ← h q hq i, ← h q hq j]; grind
  · intro h
    refine ⟨K 0, fun q hq j => ?_⟩
    have := h q hq 0 j
    rw [dot_sub_right] at this; grind

/-- The hypothesis on the queries can be met without the keys being equal: the merged keys `(1, 0)`
and `(0, 1)` are indistinguishable to every query `(t, t)`, and to no other one. Claim
`signphase.collapse-lossless`. -/
theorem collapse_example (q : Fin 2 → Int) :
    inner q (fun l => (if l = 0 then 1 else 0) - (if l = 1 then 1 else 0)) = 0 ↔ q 0 = q 1 := by
  have : inner q (fun l => (if l = 0 then 1 else 0) - (if l = 1 then 1 else 0)) =
    q 0 * 1 + (q 1 * -1 + 0) := rfl
  rw [this]; omega

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
attribute [local instance] Semiring.natCast Ring.intCast

/-- The sum of the keys of a group. -/
def keySum {m n : Nat} (K : Fin m → Fin n → R) : Fin n → R := fun l => fsum m fun j => K j l

/-- The squared error of replacing every key of a group by `c`. -/
def mergeError {m n : Nat} (K : Fin m → Fin n → R) (c : Fin n → R) : R :=
  fsum m fun j => fsum n fun l => (K j l - c l) * (K j l - c l)

omit [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- The squared error of a merge, split into the unavoidable part and the distance of `m c` from the
sum of the keys. -/
theorem mergeError_eq {m n : Nat} (K : Fin m → Fin n → R) (c : Fin n → R) :
    (m : R) * mergeError K c =
      ((m : R) * (fsum m fun j => inner (K j) (K j)) - inner (keySum K) (keySum K)) +
      fsum n fun l => (keySum K l - (m : R) * c l) * (keySum K l - (m : R) * c l) := by
  have e1 : mergeError K c = fsum n fun l =>
    (fsum m fun j => K j l * K j l) - 2 * c l * keySum K l + (m : R) * (c l * c l) := by
    unfold mergeError keySum
    rw [fsum_comm]
    apply fsum_congr; intro l
    rw [← fsum_const, ← fsum_mul_left, ← fsum_sub, ← fsum_add]
    apply fsum_congr; intro j; grind
  have e2 : (fsum m fun j => inner (K j) (K j)) = fsum n fun l => fsum m fun j =>
    K j l * K j l := by
    unfold inner; rw [fsum_comm]
  rw [e1, e2, ← fsum_mul_left, ← fsum_mul_left]
  unfold inner
  rw [← fsum_sub, ← fsum_add]
  apply fsum_congr; intro l; grind

/-- **The error floor of phase collapse**: whatever vector replaces `m` keys, `m` times the squared
error is at least `m Σ ‖k‖² - ‖Σ k‖²`, with equality if and only if `m` times this vector is the sum
of the keys. Claim `signphase.collapse-error-floor`. -/
theorem collapse_error_floor {m n : Nat} (K : Fin m → Fin n → R) (c : Fin n → R) :
    (m : R) * (fsum m fun j => inner (K j) (K j)) - inner (keySum K)
      (keySum K) ≤ (m : R) * mergeError K c ∧
    ((m : R) * (fsum m fun j => inner (K j) (K j)) - inner (keySum K) (keySum K) =
      (m : R) * mergeError K c ↔
      ∀ l, (m : R) * c l = keySum K l) := by
  have nn : ∀ l, 0 ≤ (keySum K l - (m : R) * c l) * (keySum K l - (m : R) * c l) :=
    fun l => sq_nonneg' _
  have pos := fsum_nonneg _ nn
  rw [mergeError_eq]
  refine ⟨by grind, ?_, ?_⟩
  · intro e l
    have := mul_self_eq_zero' (fsum_eq_zero _ nn (by grind) l)
    grind
  · intro e
    have : ∀ l, (keySum K l - (m : R) * c l) * (keySum K l - (m : R) * c l) = 0 := by
      intro l; rw [e]; grind
    simp only [this, fsum_const_zero]
    grind
end ordered

section field
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]
attribute [local instance] Semiring.natCast Ring.intCast

/-- **Exactly the mean attains the floor**: over an ordered field a vector that replaces a non-empty
group of keys has the smallest possible squared error if and only if it is the mean of the keys.
Claim `signphase.collapse-error-floor`. -/
theorem mean_attains_floor {m n : Nat} (K : Fin (m+1) → Fin n → F) (c : Fin n → F) :
    ((m+1 : Nat) : F) * (fsum (m+1) fun j => inner (K j) (K j)) - inner (keySum K)
      (keySum K) = ((m+1 : Nat) : F) * mergeError K c ↔
      ∀ l, c l = keySum K l / ((m+1 : Nat) : F) := by
  rw [(collapse_error_floor K c).2]
  have pos := natCast_succ_pos (R := F) m
  generalize ((m+1 : Nat) : F) = N at pos
  constructor <;> intro h l <;> have := h l <;> grind
end field
end SignPhase
