module
public import SymmetrySurvey.Basic
/-!
# Matrices, masks and small facts about sums

The vocabulary of the two families `densesparse` and `dormancy`: matrices as functions of two indices, the action of
a matrix on a vector, coordinate masks, swaps of two indices, and the few lemmas on sums that several files need.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u v

section ring
variable {R : Type u} [CommRing R]

/-- The matrix-vector product `A x`. -/
def matvec {m n : Nat} (A : Fin m → Fin n → R) (x : Fin n → R) : Fin m → R := fun i => fsum n (fun j => A i j * x j)

/-- The matrix product `A B`. -/
def matmul {m n p : Nat} (A : Fin m → Fin n → R) (B : Fin n → Fin p → R) : Fin m → Fin p → R :=
  fun i k => fsum n fun j => A i j * B j k

/-- The `j`-th standard basis vector. -/
def unitVec {n : Nat} (j : Fin n) : Fin n → R := fun k => if k = j then 1 else 0

/-- The identity matrix. -/
def idMat {n : Nat} : Fin n → Fin n → R := fun i j => if i = j then 1 else 0

/-- Coordinate mask: keep the coordinates in `S`, zero the others. -/
def mask {n : Nat} (S : Fin n → Bool) (x : Fin n → R) : Fin n → R := fun i => if S i then x i else 0

/-- Column mask of a weight matrix: keep the columns in `S`, zero the others. -/
def maskCol {m n : Nat} (S : Fin n → Bool) (A : Fin m → Fin n → R) : Fin m → Fin n → R :=
  fun i j => if S j then A i j else 0

/-- A sum against a basis vector picks one term. -/
theorem fsum_mul_unit {n : Nat} (f : Fin n → R) (j : Fin n) : fsum n (fun k => f k * unitVec j k) = f j := by
  have : ∀ k, f k * unitVec j k = if k = j then f k else 0 := by
    intro k; unfold unitVec; split <;> grind
  simp only [this]
  exact fsum_ite_eq j f

/-- A matrix sends the `j`-th basis vector to its `j`-th column. -/
theorem matvec_unit {m n : Nat} (A : Fin m → Fin n → R) (i : Fin m) (j : Fin n) : matvec A (unitVec j) i = A i j :=
  fsum_mul_unit (A i) j

/-- Matrices that act alike are equal. -/
theorem matvec_inj {m n : Nat} {A B : Fin m → Fin n → R} (h : ∀ x, matvec A x = matvec B x) (i : Fin m) (j : Fin n) :
    A i j = B i j := by
  rw [← matvec_unit A i j, h, matvec_unit]

/-- A matrix kills the zero vector. -/
theorem matvec_zero {m n : Nat} (A : Fin m → Fin n → R) : matvec A (fun _ => 0) = fun _ => 0 := by
  funext i
  have : ∀ j, A i j * (0 : R) = 0 := by intro j; grind
  simp only [matvec, this, fsum_const_zero]

/-- A column mask of the weights is a mask of the input. -/
theorem matvec_maskCol {m n : Nat} (S : Fin n → Bool) (A : Fin m → Fin n → R) (x : Fin n → R) :
    matvec (maskCol S A) x = matvec A (mask S x) := by
  funext i; apply fsum_congr; intro j
  simp only [maskCol, mask]; split <;> grind

/-- Associativity of the matrix product. -/
theorem matmul_assoc {m n p q : Nat} (A : Fin m → Fin n → R) (B : Fin n → Fin p → R) (C : Fin p → Fin q → R) :
    matmul (matmul A B) C = matmul A (matmul B C) := by
  funext i l
  simp only [matmul, ← fsum_mul_left, ← fsum_mul_right]
  rw [fsum_comm]
  apply fsum_congr; intro j; apply fsum_congr; intro k; grind

/-- The product of two matrices acts as one after the other. -/
theorem matvec_matmul {m n p : Nat} (A : Fin m → Fin n → R) (B : Fin n → Fin p → R) (x : Fin p → R) :
    matvec (matmul A B) x = matvec A (matvec B x) := by
  funext i
  simp only [matmul, matvec, ← fsum_mul_left, ← fsum_mul_right]
  rw [fsum_comm]
  apply fsum_congr; intro j; apply fsum_congr; intro k; grind

/-- The identity matrix acts as the identity. -/
theorem matvec_id {n : Nat} (x : Fin n → R) : matvec idMat x = x := by
  funext i
  have : ∀ j, idMat i j * x j = if j = i then x j else 0 := by
    intro j; unfold idMat
    by_cases e : i = j
    · subst e; simp; grind
    · have e' : ¬ j = i := fun h => e h.symm
      simp only [e, e', if_false]; grind
  simp only [matvec, this]
  exact fsum_ite_eq i x

/-- The identity matrix is neutral on the left. -/
theorem matmul_id_left {m n : Nat} (A : Fin m → Fin n → R) : matmul idMat A = A := by
  funext i k
  exact congrFun (matvec_id (fun j => A j k)) i

/-- The identity matrix is neutral on the right. -/
theorem matmul_id_right {m n : Nat} (A : Fin m → Fin n → R) : matmul A idMat = A := by
  funext i k
  exact fsum_mul_unit (A i) k

/-- A sum over `a + b` indices splits into two blocks. -/
theorem fsum_append {a b : Nat} (f : Fin (a + b) → R) :
    fsum (a + b) f = fsum a (fun i => f (Fin.castAdd b i)) + fsum b (fun i => f (Fin.natAdd a i)) := by
  rw [fsum_eq_listsum, fsum_eq_listsum, fsum_eq_listsum, ← lsum_append]
  congr 1
  apply List.ext_getElem
  · simp
  · intro i h1 h2
    rw [List.getElem_append]
    simp only [List.getElem_ofFn, List.length_ofFn]
    split
    · rfl
    · congr 1; apply Fin.ext; simp; omega

/-- Summing over the kept indices only is exact when the others contribute nothing. -/
theorem fsum_keep {m n : Nat} (ι : Fin m → Fin n) (inj : ∀ a b, ι a = ι b → a = b) (f : Fin n → R)
    (h : ∀ i, (∀ j, ι j ≠ i) → f i = 0) : fsum m (fun j => f (ι j)) = fsum n f := by
  have e1 : fsum m (fun j => f (ι j)) = fsum m (fun j => fsum n (fun i => if i = ι j then f i else 0)) :=
    fsum_congr fun j => (fsum_ite_eq (ι j) f).symm
  rw [e1, fsum_comm]
  apply fsum_congr
  intro i
  by_cases hi : ∃ k, ι k = i
  · obtain ⟨k, rfl⟩ := hi
    have e2 : ∀ j, (if ι k = ι j then f (ι k) else 0) = if j = k then f (ι k) else 0 := by
      intro j
      have : ι k = ι j ↔ j = k := ⟨fun h => (inj _ _ h).symm, fun h => by rw [h]⟩
      simp only [this]
    simp only [e2]
    exact fsum_ite_eq k (fun _ => f (ι k))
  · have hn : ∀ j, ι j ≠ i := fun j hj => hi ⟨j, hj⟩
    have e2 : ∀ j, (if i = ι j then f i else 0) = 0 := by
      intro j; rw [if_neg (fun h => hn j h.symm)]
    simp only [e2, fsum_const_zero]
    exact (h i hn).symm
end ring

/-- The permutation that exchanges `a` and `b`. -/
def swap {n : Nat} (a b : Fin n) (i : Fin n) : Fin n := if i = a then b else if i = b then a else i

/-- Exchanging twice is doing nothing. -/
theorem swap_swap {n : Nat} (a b i : Fin n) : swap a b (swap a b i) = i := by unfold swap; grind
/-- `swap a b` sends `a` to `b`. -/
theorem swap_left {n : Nat} (a b : Fin n) : swap a b a = b := by unfold swap; simp

section ord
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
/-- A sum is strictly monotone where one term strictly grows. -/
theorem fsum_lt {n : Nat} (f g : Fin n → R) (h : ∀ i, f i ≤ g i) (k : Fin n) (hk : f k < g k) : fsum n f < fsum n g := by
  have e := fsum_sub g f
  have h1 : fsum n (fun i => if i = k then g k - f k else 0) ≤ fsum n (fun i => g i - f i) := by
    apply fsum_mono; intro i
    have := h i
    split
    · next e => subst e; grind
    · grind
  rw [fsum_ite_eq k (fun _ => g k - f k), e] at h1
  grind
end ord
end DenseSparse
