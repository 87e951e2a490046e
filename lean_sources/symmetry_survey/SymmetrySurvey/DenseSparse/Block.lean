module
public import SymmetrySurvey.DenseSparse.Mask
/-!
# Sparsity patterns and block structure

A pattern is a relation between rows and columns. Which patterns are closed under products, which
are the block diagonal ones, and why an inverse stays block diagonal.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u v
variable {R : Type u} [CommRing R]

/-- `A` has its nonzero entries inside the pattern `P`. -/
def Supported {m n : Nat} (P : Fin m → Fin n → Prop) (A : Fin m → Fin n → R) : Prop :=
    ∀ i j, ¬ P i j → A i j = 0

/-- The matrix with a single one, at `(i, j)`. -/
def elemMat {m n : Nat} (i : Fin m) (j : Fin n) : Fin m → Fin n → R :=
    fun a b => if a = i ∧ b = j then 1 else 0

/-- A single one lies in every pattern that allows its place. -/
theorem supported_elem {m n : Nat} {P : Fin m → Fin n → Prop} {i : Fin m} {j : Fin n} (h : P i j) :
    Supported P (elemMat i j : Fin m → Fin n → R) := by
  intro a b hn
  have : ¬ (a = i ∧ b = j) := by rintro ⟨rfl, rfl⟩; exact hn h
  simp [elemMat, this]

/-- The product of two matching single ones has a one at the outer indices. -/
theorem elem_mul {m n p : Nat} (i : Fin m) (j : Fin n) (k : Fin p) :
    matmul (elemMat i j) (elemMat j k) i k = (1 : R) := by
  have : ∀ b, (elemMat i j i b * elemMat j k b k : R) = if b = j then 1 else 0 := by
    intro b; simp only [elemMat, true_and, and_true]; split <;> grind
  simp only [matmul, this]
  exact fsum_ite_eq j (fun _ => 1)

/-- Products of `P`-sparse and `Q`-sparse matrices all lie in the pattern `T` exactly when `T`
contains the relational composite of `P` and `Q`; the composite is thus the exact fill-in pattern.
Claim `densesparse.product-pattern`. -/
theorem product_pattern_iff (nt : (1 : R) ≠ 0) {m n p : Nat} (P : Fin m → Fin n → Prop)
    (Q : Fin n → Fin p → Prop)
    (T : Fin m → Fin p → Prop) :
    (∀ (A : Fin m → Fin n → R) (B : Fin n → Fin p → R), Supported P A → Supported Q B →
      Supported T (matmul A B)) ↔
      ∀ i j k, P i j → Q j k → T i k := by
  constructor
  · intro h i j k hp hq
    apply Classical.byContradiction
    intro ht
    have := h _ _ (supported_elem hp) (supported_elem hq) i k ht
    rw [elem_mul] at this
    exact nt this
  · intro h A B hA hB i k ht
    have : ∀ j, A i j * B j k = 0 := by
      intro j
      by_cases hp : P i j
      · have hq : ¬ Q j k := fun hq => ht (h i j k hp hq)
        rw [hB j k hq]; grind
      · rw [hA i j hp]; grind
    simp only [matmul, this, fsum_const_zero]

/-- The matrices supported on `P` contain the identity and are closed under products and transposes
exactly when `P` is an equivalence relation, that is, when `P` is block diagonal up to a
relabelling. Claim `densesparse.block-algebra`. -/
theorem block_algebra_iff (nt : (1 : R) ≠ 0) {n : Nat} (P : Fin n → Fin n → Prop) :
    (Supported P (idMat : Fin n → Fin n → R) ∧
      (∀ A B : Fin n → Fin n → R, Supported P A → Supported P B → Supported P (matmul A B)) ∧
      (∀ A : Fin n → Fin n → R, Supported P A → Supported P (fun i j => A j i))) ↔
        Equivalence P := by
  constructor
  · rintro ⟨h1, h2, h3⟩
    refine ⟨fun i => ?_, fun {i j} hp => ?_,
      fun {i j k} hp hq => (product_pattern_iff nt P P P).1 h2 i j k hp hq⟩
    · apply Classical.byContradiction
      intro hn
      have := h1 i i hn
      simp [idMat] at this
      exact nt this
    · apply Classical.byContradiction
      intro hn
      have := h3 _ (supported_elem hp) j i hn
      simp [elemMat] at this
      exact nt this
  · intro h
    refine ⟨fun i j hn => ?_, (product_pattern_iff nt P P P).2 fun i j k => h.trans,
      fun A hA i j hn => hA j i fun hp => hn (h.symm hp)⟩
    have : ¬ i = j := by rintro rfl; exact hn (h.refl i)
    simp [idMat, this]

/-- Let `A` and `B` be mutually inverse layers and `blk` a grouping of the coordinates. Then `A`
keeps the groups apart exactly when `B` does: an inverse of a block-diagonal map has the same
blocks. Claim `densesparse.block-inverse`. -/
theorem block_inverse_iff {n : Nat} {β : Type v} (blk : Fin n → β) (A B : Fin n → Fin n → R)
    (l : matmul B A = idMat) (r : matmul A B = idMat) :
    Supported (fun i j => blk i = blk j) A ↔ Supported (fun i j => blk i = blk j) B := by
  have half : ∀ A B : Fin n → Fin n → R, matmul B A = idMat → matmul A B = idMat →
      Supported (fun i j => blk i = blk j) A → Supported (fun i j => blk i = blk j) B := by
    intro A B l r hA i j ne
    classical
    let S : Fin n → Bool := fun k => decide (blk k = blk j)
    have cA : ∀ x, matvec A (mask S x) = mask S (matvec A x) :=
      (mask_commutes_iff S S A).2 fun a b hab => hA a b fun e => hab (by simp only [S, e])
    have cB : ∀ x, matvec B (mask S x) = mask S (matvec B x) := by
      intro x
      have h1 : mask S x = mask S (matvec A (matvec B x)) := by rw [← matvec_matmul, r, matvec_id]
      rw [h1, ← cA, ← matvec_matmul, l, matvec_id]
    exact (mask_commutes_iff S S B).1 cB i j (by simp [S, ne])
  exact ⟨half A B l r, half B A r l⟩

/-- The hypotheses of `block_inverse_iff` can be met by a pair other than the identity: a shear of
the first two of three coordinates and its inverse, both block diagonal for the groups `{0, 1}`,
`{2}`. Claim `densesparse.block-inverse`. -/
theorem block_inverse_instance :
    ∃ A B : Fin 3 → Fin 3 → Int, matmul B A = idMat ∧ matmul A B = idMat ∧ A ≠ B ∧
      Supported (fun i j => decide (i = 2) = decide (j = 2)) A := by
  refine ⟨fun i j => if i = j then 1 else if i = 0 ∧ j = 1 then 1 else 0,
    fun i j => if i = j then 1 else if i = 0 ∧ j = 1 then -1 else 0, ?_, ?_, ?_, ?_⟩
  · funext i j; revert i j; decide
  · funext i j; revert i j; decide
  · intro h; exact absurd (congrFun (congrFun h 0) 1) (by decide)
  · unfold Supported; decide
end DenseSparse
