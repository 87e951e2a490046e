module
public import SymmetryAlgebra
/-!
# Rotations of channel pairs

`rot c s` multiplies a pair of channels by the matrix `(c -s; s c)`; for `c = cos mθ`, `s = sin mθ`
it is the rotation that rotary position embedding (RoPE) applies at position `m`. `spin` rotates all
`n` blocks of a head, each with its own cosine and sine. Everything here is algebra over an
arbitrary commutative ring.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u
variable {R : Type u} [CommRing R]

/-- Rotation of one pair of channels with cosine `c` and sine `s`. -/
def rot (c s : R) (p : R × R) : R × R := (c * p.1 - s * p.2, s * p.1 + c * p.2)

/-- All blocks of a head rotated at once; `c i`, `s i` are the cosine and sine of block `i`. -/
def spin {n : Nat} (c s : Fin n → R) (v : Vec n R) : Vec n R := fun i => rot (c i) (s i) (v i)

/-- A unit pair preserves the inner product of two channel pairs. -/
theorem rot_isometry (c s : R) (h : c*c + s*s = 1) (p q : R × R) : dot (rot c s p)
    (rot c s q) = dot p q := by
  simp only [dot, rot]; grind

/-- Rotating query and key alike preserves every attention score exactly when each block's cosine
and sine form a unit pair. Claim `rope.isometry`. -/
theorem spin_isometry_iff {n : Nat} (c s : Fin n → R) :
    (∀ q k : Vec n R, dotN (spin c s q) (spin c s k) = dotN q k) ↔
      ∀ i, c i * c i + s i * s i = 1 := by
  constructor
  · intro h i
    have e : spin c s (single i (1, 0)) = single i (c i, s i) := by
      funext j; unfold spin single
      split
      · subst_vars; simp only [rot, Prod.mk.injEq]; grind
      · simp only [rot, Prod.mk.injEq]; grind
    have := h (single i (1, 0)) (single i (1, 0))
    rw [e, dotN_single, dotN_single] at this
    simp only [single, dot] at this
    grind
  · exact fun h p q => fsum_congr fun i => rot_isometry _ _ (h i) _ _

/-- Rotations compose by the addition formulas. -/
theorem rot_comp (c s c' s' : R) (p : R × R) :
    rot c s (rot c' s' p) = rot (c*c' - s*s') (s*c' + c*s') p := by
  simp only [rot, Prod.mk.injEq]; grind

/-- Rotations of a head compose by the addition formulas, block by block, and therefore commute.
Claim `rope.composition`. -/
theorem spin_comp {n : Nat} (c s c' s' : Fin n → R) (v : Vec n R) :
    spin c s (spin c' s' v) = spin (fun i => c i * c' i - s i * s' i)
      (fun i => s i * c' i + c i * s' i) v ∧
    spin c s (spin c' s' v) = spin c' s' (spin c s v) := by
  refine ⟨funext fun i => rot_comp _ _ _ _ _, funext fun i => ?_⟩
  simp only [spin, rot, Prod.mk.injEq]; grind

/-- Turning by the same angle backwards undoes a rotation exactly when the block is a unit pair.
Claim `rope.composition`. -/
theorem spin_inverse_iff {n : Nat} (c s : Fin n → R) :
    (∀ v, spin c (fun i => -s i) (spin c s v) = v) ↔ ∀ i, c i * c i + s i * s i = 1 := by
  constructor
  · intro h i
    have := congrArg Prod.fst (congrFun (h (fun _ => (1, 0))) i)
    simp only [spin, rot] at this
    grind
  · intro h v; funext i
    have := h i
    apply Prod.ext <;> simp only [spin, rot] <;> grind

/-- A rotation fixes the zero pair. -/
theorem rot_zero (c s : R) : rot c s (0, 0) = (0, 0) := by
  simp only [rot, Prod.mk.injEq]; grind

/-- Rotating a vector supported on one block rotates that block. -/
theorem spin_single {n : Nat} (c s : Fin n → R) (k : Fin n) (p : R × R) :
    spin c s (single k p) = single k (rot (c k) (s k) p) := by
  funext j
  unfold spin single
  split
  · subst_vars; rfl
  · exact rot_zero _ _
end RoPE
