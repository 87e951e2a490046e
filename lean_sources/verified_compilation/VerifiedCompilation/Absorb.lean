module
public import VerifiedCompilation.Boundary
/-!
# Latent keys

Multi-head latent attention stores a short latent vector `x` for each token and makes the key `U x`
from it. Without rotary embedding `U` is absorbed into the query, and the latent vectors are all
that is read. With it, this works for the blocks that do not rotate and for no others.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u v
variable {P : Type u} [IntModule P]

section ring
variable {R : Type v} [CommRing R] {n r : Nat}

/-- The key that the up-projection `U` makes of a latent vector. -/
def upKey (U : Fin n → Fin r → R × R) (x : Fin r → R) : Vec n R := fun i =>
  (fsum r fun j => (U i j).1 * x j, fsum r fun j => (U i j).2 * x j)

/-- The up-projection absorbed into a query. -/
def absorbed (U : Fin n → Fin r → R × R) (q : Vec n R) : Fin r → R := fun j => dotN q fun i => U i j

/-- Absorbing is moving the up-projection to the other side of the score. -/
theorem inner_absorbed (U : Fin n → Fin r → R × R) (q : Vec n R) (x : Fin r → R) :
    inner (absorbed U q) x = dotN q (upKey U x) := by
  simp only [inner, absorbed, dotN, ← fsum_mul_right]
  rw [fsum_comm]
  refine fsum_congr fun i => ?_
  simp only [dot, upKey, ← fsum_mul_left, ← fsum_add]
  exact fsum_congr fun j => by grind

/-- The up-projection of keys can be absorbed into the queries, so that the score is read off the
latent vector by a query that knows its own position and not that of the key, exactly when no
position rotates any key that `U` can make. Claim `rope.latent-absorption`. -/
theorem absorb_iff (A : Fin n → Phase P R) (U : Fin n → Fin r → R × R) :
    (∃ W : P → Vec n R → Fin r → R, ∀ a b q x,
        dotN (rope A a q) (rope A b (upKey U x)) = inner (W a q) x) ↔
      ∀ b x, rope A b (upKey U x) = upKey U x := by
  constructor
  · rintro ⟨W, h⟩ b x
    refine dotN_ext fun z => ?_
    have h1 := h 0 b z x
    have h2 := h 0 0 z x
    rw [rope_zero] at h1 h2
    rw [rope_zero] at h2
    rw [h1, h2]
  · intro h
    exact ⟨fun a q => absorbed U (rope A a q), fun a b q x => by rw [h, inner_absorbed]⟩
end ring

section field
variable {F : Type v} [Field F] {n r : Nat}

/-- The blocks that survive absorption: over a field with `2 ≠ 0` no position rotates a key of `U`
exactly when each block of `U` is zero or never rotates, which is why rotary keys are kept beside
the latent ones. Claim `rope.latent-absorption`. -/
theorem absorb_blocks_iff (A : Fin n → Phase P F) (h2 : (2 : F) ≠ 0) (U : Fin n → Fin r → F × F) :
    (∀ b x, rope A b (upKey U x) = upKey U x) ↔
      ∀ i, (∀ j, U i j = (0, 0)) ∨ ∀ b, (A i).c b = 1 ∧ (A i).s b = 0 := by
  constructor
  · intro h i
    by_cases hU : ∀ j, U i j = (0, 0)
    · exact .inl hU
    refine .inr fun b => ?_
    obtain ⟨j, hj⟩ := Classical.not_forall.1 hU
    have e : upKey U (unitVec j) i = U i j := by
      simp only [upKey, fsum_mul_unit]
    have hu := (A i).unit b
    have hc : (A i).c b = 1 := Classical.byContradiction fun hc => hj (by
      have hf := congrFun (h b (unitVec j)) i
      rw [← e]
      apply rot_fixed ((A i).c b) ((A i).s b) _ _ hf
      intro hz
      have : 2 * (1 - (A i).c b) = 0 := by grind
      have := (Field.of_mul_eq_zero this).resolve_left h2
      grind)
    refine ⟨hc, ?_⟩
    have : (A i).s b * (A i).s b = 0 := by grind
    have := Field.of_mul_eq_zero this
    grind
  · intro h b x
    funext i
    rcases h i with e | e
    · have z : upKey U x i = (0, 0) := by
        have : ∀ j, (0 : F) * x j = 0 := by intro j; grind
        simp only [upKey, e, this, fsum_const_zero]
      simp only [rope, spin]
      rw [z, rot_zero]
    · simp only [rope, spin, (e b).1, (e b).2, rot]
      apply Prod.ext <;> simp only <;> grind
end field

section ring
variable {R : Type v} [CommRing R] {d : Nat}

/-- Grouped-query attention, the gauge: let a change of basis `M` of the shared keys be onto and let
the change `L₀` of one query head belong to it. Then the other query heads of the group keep their
scores exactly when they are changed alike. Claim `rope.grouped-queries`. -/
theorem group_gauge_iff {G : Nat} (M L₀ : (Fin d → R) → Fin d → R) (onto : ∀ y, ∃ k, M k = y)
    (own : ∀ q k, inner (L₀ q) (M k) = inner q k) (L : Fin G → (Fin d → R) → Fin d → R) :
    (∀ g q k, inner (L g q) (M k) = inner q k) ↔ ∀ g q, L g q = L₀ q := by
  constructor
  · intro h g q
    funext i
    obtain ⟨k, hk⟩ := onto (unitVec i)
    rw [← inner_unitVec (L g q) i, ← inner_unitVec (L₀ q) i, ← hk, h, own]
  · intro h g q k
    rw [h, own]

/-- Grouped-query attention, the merge: let every query head `g` have weights `Q g` with a left
inverse. One key head `K` serves all of them exactly, with query weights of their own, if and only
if every key head is a linear image of it. Claim `rope.grouped-queries`. -/
theorem group_merge_iff {G D E : Nat} (Q : Fin G → Fin D → Fin d → R)
    (K' : Fin G → Fin d → Fin E → R)
    (left : ∀ g, ∃ L, matmul L (Q g) = idMat) (K : Fin d → Fin E → R) :
    (∃ Q' : Fin G → Fin D → Fin d → R, ∀ g, matmul (Q' g) K = matmul (Q g) (K' g)) ↔
      ∃ X : Fin G → Fin d → Fin d → R, ∀ g, K' g = matmul (X g) K := by
  constructor
  · rintro ⟨Q', h⟩
    refine ⟨fun g => matmul (Classical.choose (left g)) (Q' g), fun g => ?_⟩
    rw [matmul_assoc, h, ← matmul_assoc, Classical.choose_spec (left g), matmul_id_left]
  · rintro ⟨X, h⟩
    exact ⟨fun g => matmul (Q g) (X g), fun g => by rw [matmul_assoc, ← h]⟩
end ring

/-- The hypotheses of `group_gauge_iff` and of `group_merge_iff` can be met: channels doubled on the
keys and halved on the queries, and query weights that are the identity. Claim
`rope.grouped-queries`. -/
theorem group_instance : ∃ (M L₀ : (Fin 2 → Rat) → Fin 2 → Rat) (Q : Fin 2 → Fin 2 → Fin 2 → Rat),
    (∀ y, ∃ k, M k = y) ∧ (∀ q k, inner (L₀ q) (M k) = inner q k) ∧ (∃ q, L₀ q ≠ q) ∧
    ∀ g, ∃ L, matmul L (Q g) = idMat := by
  refine ⟨fun k i => 2 * k i, fun q i => q i / 2, fun _ => idMat, fun y => ⟨fun i => y i / 2, ?_⟩,
    ?_, ?_, ?_⟩
  · funext i; grind
  · intro q k; exact fsum_congr fun i => by grind
  · refine ⟨fun _ => 1, fun h => ?_⟩
    have := congrFun h 0
    grind
  · exact fun g => ⟨idMat, matmul_id_left _⟩
end RoPE
