module
public import SymmetrySurvey.DenseSparse.Block
/-!
# Low rank plus sparse

The gauge freedom of a low-rank factorisation, and when a matrix splits in only one way into a part
with a given column space and a part with a given sparsity pattern.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u
variable {R : Type u} [CommRing R]

/-- Two full-rank factorisations (left factors with a left inverse, right factors with a right
inverse) have the same product exactly when they are related by an invertible change of the inner
basis. Claim `densesparse.low-rank-gauge`. -/
theorem low_rank_gauge_iff {m r n : Nat} (U U' : Fin m → Fin r → R) (V V' : Fin r → Fin n → R)
    (hU : ∃ L, matmul L U = idMat) (hU' : ∃ L, matmul L U' = idMat)
    (hV : ∃ K, matmul V K = idMat) (hV' : ∃ K, matmul V' K = idMat) :
    matmul U V = matmul U' V' ↔
      ∃ G H : Fin r → Fin r → R, matmul G H = idMat ∧ matmul H G = idMat ∧ U' = matmul U G ∧
        V' = matmul H V := by
  constructor
  · intro h
    obtain ⟨L, hL⟩ := hU
    obtain ⟨L', hL'⟩ := hU'
    obtain ⟨K, hK⟩ := hV
    obtain ⟨K', hK'⟩ := hV'
    refine ⟨matmul V K', matmul L' U, ?_, ?_, ?_, ?_⟩
    · have e1 : matmul U (matmul (matmul (matmul V K') (matmul L' U)) V) = matmul U V := by
        calc matmul U (matmul (matmul (matmul V K') (matmul L' U)) V)
            = matmul (matmul (matmul U V) K') (matmul L' (matmul U V)) := by
              simp only [matmul_assoc]
          _ = matmul (matmul (matmul U' V') K') (matmul L' (matmul U' V')) := by rw [h]
          _ = matmul U' V' := by
            rw [matmul_assoc U', hK', matmul_id_right, ← matmul_assoc L', hL', matmul_id_left]
          _ = matmul U V := h.symm
      have e2 := congrArg (fun M => matmul (matmul L M) K) e1
      simp only [← matmul_assoc] at e2
      rw [hL] at e2
      simp only [matmul_assoc, matmul_id_left, hK, matmul_id_right] at e2
      simpa only [matmul_assoc] using e2
    · rw [matmul_assoc, ← matmul_assoc U, h, matmul_assoc U', hK', matmul_id_right, hL']
    · rw [← matmul_assoc, h, matmul_assoc, hK', matmul_id_right]
    · rw [matmul_assoc, h, ← matmul_assoc, hL', matmul_id_left]
  · rintro ⟨G, H, h1, _, rfl, rfl⟩
    rw [matmul_assoc, ← matmul_assoc G, h1, matmul_id_left]

/-- The hypotheses of `low_rank_gauge_iff` can be met by two different factorisations of one integer
matrix: the rank-one `2 × 2` matrix with a single one, and its sign-changed factors. Claim
`densesparse.low-rank-gauge`. -/
theorem low_rank_gauge_instance :
    ∃ (U U' : Fin 2 → Fin 1 → Int)
      (V V' : Fin 1 → Fin 2 → Int), U ≠ U' ∧ matmul U V = matmul U' V' ∧
      (∃ L, matmul L U = idMat) ∧ (∃ L, matmul L U' = idMat) ∧ (∃ K, matmul V K = idMat) ∧
        (∃ K, matmul V' K = idMat) := by
  refine ⟨fun i _ => if i = 0 then 1 else 0, fun i _ => if i = 0 then -1 else 0,
    fun _ j => if j = 0 then 1 else 0, fun _ j => if j = 0 then -1 else 0, ?_, ?_,
    ⟨fun _ j => if j = 0 then 1 else 0, ?_⟩, ⟨fun _ j => if j = 0 then -1 else 0, ?_⟩,
    ⟨fun i _ => if i = 0 then 1 else 0, ?_⟩, ⟨fun i _ => if i = 0 then -1 else 0, ?_⟩⟩
  · intro h; exact absurd (congrFun (congrFun h 0) 0) (by decide)
  all_goals (funext i j; revert i j; decide)

/-- A matrix splits in at most one way into a part whose columns lie in the column space of `U` and
a part supported on the pattern `P` exactly when no column of the pattern holds a nonzero vector of
that space. A single entry is both of rank one and sparse, so a pattern that meets the column space
leaves a gauge freedom; the test is one column at a time. Claim `densesparse.low-rank-plus-sparse`.
-/
theorem low_rank_sparse_unique_iff {m r n : Nat} (U : Fin m → Fin r → R)
    (P : Fin m → Fin n → Prop) :
    (∀ (X Y : Fin r → Fin n → R) (S T : Fin m → Fin n → R), Supported P S → Supported P T →
      (∀ i j, matmul U X i j + S i j = matmul U Y i j + T i j) → matmul U X = matmul U Y ∧ S = T) ↔
      ∀ (j : Fin n) (z : Fin r → R), (∀ i, ¬ P i j → matvec U z i = 0) → ∀ i, matvec U z i = 0 := by
  have sub : ∀ (X Y : Fin r → Fin n → R) i j,
    matmul U (fun a b => X a b - Y a b) i j = matmul U X i j - matmul U Y i j := by
    intro X Y i j
    simp only [matmul]
    rw [← fsum_sub]
    apply fsum_congr; intro k; grind
  have zero : ∀ i j, matmul U (fun (_ : Fin r) (_ : Fin n) => (0 : R)) i j = 0 := by
    intro i j
    have := sub (fun _ _ => 0) (fun _ _ => 0) i j
    have e : (0 : R) - 0 = 0 := by grind
    rw [e] at this; grind
  constructor
  · intro h j z hz i
    let X : Fin r → Fin n → R := fun a b => if b = j then z a else 0
    have col : ∀ i b, matmul U X i b = if b = j then matvec U z i else 0 := by
      intro i b
      by_cases e : b = j
      · simp only [matmul, matvec, X, e, if_true]
      · have : ∀ a, U i a * (0 : R) = 0 := fun a => Semiring.mul_zero _
        simp only [matmul, X, e, if_false, this, fsum_const_zero]
    have hX : Supported P (matmul U X) := by
      intro i b hp
      rw [col]
      by_cases e : b = j
      · subst e; rw [if_pos rfl, hz i hp]
      · rw [if_neg e]
    have := congrFun (congrFun (h X (fun _ _ => 0) (fun _ _ => 0) (matmul U X) (fun _ _ _ => rfl) hX
      (fun i j => by rw [zero]; grind)).1 i) j
    rwa [zero, col, if_pos rfl] at this
  · intro h X Y S T hS hT e
    have key : ∀ i j, matmul U (fun a b => X a b - Y a b) i j = 0 := fun i j =>
      h j (fun a => X a j - Y a j) (fun i hp => by
        show matmul U (fun a b => X a b - Y a b) i j = 0
        rw [sub]
        have := e i j; rw [hS i j hp, hT i j hp] at this; grind) i
    refine ⟨?_, ?_⟩ <;> funext i j <;> have h1 := key i j <;> rw [sub] at h1
    · grind
    · have := e i j; grind
end DenseSparse
