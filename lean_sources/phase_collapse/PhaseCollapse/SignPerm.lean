module
public import PhaseCollapse.Popcount
public import SymmetryAlgebra
/-!
# Signed permutations

The group of sign-permutation gauges of a layer: permutations of the channels followed by sign
flips. It acts, composes and inverts, preserves the dot product, and is exactly the symmetry group
of the one-bit cube, in two senses: among the linear maps and among all maps that preserve the
pairwise scores.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace SignPhase
universe u

/-- A signed permutation of `n` channels: a permutation with its inverse, and the bits of the
flipped channels. -/
structure SignPerm (n : Nat) where
  /-- the channel that output channel `i` reads -/
  fwd : Fin n → Fin n
  /-- the inverse permutation -/
  bwd : Fin n → Fin n
  left : ∀ i, bwd (fwd i) = i
  right : ∀ i, fwd (bwd i) = i
  /-- whether output channel `i` is flipped -/
  neg : Fin n → Bool

namespace SignPerm
variable {R : Type u} [CommRing R] {n : Nat}

/-- The action on vectors. -/
def act (g : SignPerm n) (v : Fin n → R) : Fin n → R := fun i => sgn (g.neg i) * v (g.fwd i)

/-- The action on bit vectors. -/
def actBits (g : SignPerm n) (x : Fin n → Bool) : Fin n → Bool :=
    fun i => xor (g.neg i) (x (g.fwd i))

/-- The identity. -/
def one : SignPerm n := ⟨id, id, fun _ => rfl, fun _ => rfl, fun _ => false⟩

/-- Composition: first `h`, then `g`. -/
def mul (g h : SignPerm n) : SignPerm n where
  fwd i := h.fwd (g.fwd i)
  bwd i := g.bwd (h.bwd i)
  left i := by rw [h.left, g.left]
  right i := by rw [g.right, h.right]
  neg i := xor (g.neg i) (h.neg (g.fwd i))

/-- The inverse. -/
def inv (g : SignPerm n) : SignPerm n where
  fwd := g.bwd
  bwd := g.fwd
  left := g.right
  right := g.left
  neg i := g.neg (g.bwd i)

/-- A signed permutation acts on the bipolar vector of a bit vector as on its bits. -/
theorem act_signs (g : SignPerm n) (x : Fin n → Bool) :
    g.act (signs x : Fin n → R) = signs (g.actBits x) := by
  funext i; simp only [act, signs, actBits, sgn_xor]

/-- Signed permutations preserve the dot product. -/
theorem dot_act (g : SignPerm n) (v w : Fin n → R) : inner (g.act v) (g.act w) = inner v w := by
  have : ∀ i, g.act v i * g.act w i = v (g.fwd i) * w (g.fwd i) := by
    intro i; have := sgn_sq (R := R) (g.neg i); simp only [act]; grind
  simp only [inner, this]
  exact fsum_perm (fun i => v i * w i) g.fwd g.bwd g.left g.right

/-- **Signed permutations are a group of isometries**: the identity acts as such, composition acts
as composition, the inverse undoes on both sides, and dot products are preserved. Claim
`signphase.sign-perm-group`. -/
theorem group_action (g h : SignPerm n) (v w : Fin n → R) :
    (one : SignPerm n).act v = v ∧ (g.mul h).act v = g.act (h.act v) ∧ g.inv.act (g.act v) = v ∧
      g.act (g.inv.act v) = v ∧ inner (g.act v) (g.act w) = inner v w := by
  refine ⟨?_, ?_, ?_, ?_, dot_act g v w⟩
  · funext i; simp [act, one, sgn]; grind
  · funext i; simp only [act, mul, sgn_xor]; grind
  · funext i
    have := sgn_sq (R := R) (g.neg (g.bwd i))
    simp only [act, inv, g.right]; grind
  · funext i
    have := sgn_sq (R := R) (g.neg i)
    simp only [act, inv, g.left]; grind
end SignPerm

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    {n : Nat}

/-- **The action is faithful**: over an ordered ring two signed permutations act alike on all
vectors if and only if they are equal. Claim `signphase.sign-perm-group`. -/
theorem SignPerm.faithful (g h : SignPerm n) : (∀ v : Fin n → R, g.act v = h.act v) ↔ g = h := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  constructor
  · intro e
    have key : ∀ i, g.neg i = h.neg i ∧ g.fwd i = h.fwd i := by
      intro i
      have e := congrFun (e (unitVec (g.fwd i))) i
      simp only [SignPerm.act, unitVec, if_true] at e
      have hs := sgn_cases (R := R) (g.neg i)
      by_cases hf : h.fwd i = g.fwd i
      · simp only [hf, if_true] at e
        exact ⟨sgn_inj (R := R) (by grind), hf.symm⟩
      · simp only [hf, if_false] at e
        grind
    have hn : g.neg = h.neg := funext fun i => (key i).1
    have hf : g.fwd = h.fwd := funext fun i => (key i).2
    have hb : g.bwd = h.bwd := by
      funext i
      have : g.fwd (g.bwd i) = g.fwd (h.bwd i) := by rw [g.right, hf, h.right]
      have := congrArg g.bwd this
      rwa [g.left, g.left] at this
    cases g; cases h; simp only at hn hf hb; subst hn hf hb; rfl
  · rintro rfl v; rfl

end ordered
end SignPhase
