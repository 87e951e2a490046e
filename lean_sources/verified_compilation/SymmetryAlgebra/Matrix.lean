module
public import SymmetryAlgebra.Sum
/-!
# Vectors and matrices

Vectors and matrices are functions of one and of two indices. The inner product, the action of a
matrix, the product of matrices, the unit vectors and the identity.
-/
@[expose] public noncomputable section
open Lean.Grind Std
namespace SymmetryAlgebra
universe u
variable {R : Type u} [CommRing R]

/-- The inner product of two vectors (an attention score). -/
def inner {n : Nat} (x y : Fin n → R) : R := fsum n fun i => x i * y i

/-- The matrix-vector product `A x`. -/
def matvec {m n : Nat} (A : Fin m → Fin n → R) (x : Fin n → R) : Fin m → R :=
    fun i => fsum n (fun j => A i j * x j)

/-- The matrix product `A B`. -/
def matmul {m n p : Nat} (A : Fin m → Fin n → R) (B : Fin n → Fin p → R) : Fin m → Fin p → R :=
  fun i k => fsum n fun j => A i j * B j k

/-- The `j`-th standard basis vector. -/
def unitVec {n : Nat} (j : Fin n) : Fin n → R := fun k => if k = j then 1 else 0

/-- The identity matrix. -/
def idMat {n : Nat} : Fin n → Fin n → R := fun i j => if i = j then 1 else 0

/-- A sum against a basis vector picks one term. -/
theorem fsum_mul_unit {n : Nat} (f : Fin n → R) (j : Fin n) :
    fsum n (fun k => f k * unitVec j k) = f j := by
  have : ∀ k, f k * unitVec j k = if k = j then f k else 0 := by
    intro k; unfold unitVec; split <;> grind
  simp only [this]
  exact fsum_ite_eq j f

/-- A matrix sends the `j`-th basis vector to its `j`-th column. -/
theorem matvec_unit {m n : Nat} (A : Fin m → Fin n → R) (i : Fin m) (j : Fin n) :
    matvec A (unitVec j) i = A i j :=
  fsum_mul_unit (A i) j

/-- Matrices that act alike are equal. -/
theorem matvec_inj {m n : Nat} {A B : Fin m → Fin n → R} (h : ∀ x, matvec A x = matvec B x)
    (i : Fin m) (j : Fin n) :
    A i j = B i j := by
  rw [← matvec_unit A i j, h, matvec_unit]

/-- A matrix kills the zero vector. -/
theorem matvec_zero {m n : Nat} (A : Fin m → Fin n → R) : matvec A (fun _ => 0) = fun _ => 0 := by
  funext i
  have : ∀ j, A i j * (0 : R) = 0 := by intro j; grind
  simp only [matvec, this, fsum_const_zero]

/-- Associativity of the matrix product. -/
theorem matmul_assoc {m n p q : Nat} (A : Fin m → Fin n → R) (B : Fin n → Fin p → R)
    (C : Fin p → Fin q → R) :
    matmul (matmul A B) C = matmul A (matmul B C) := by
  funext i l
  simp only [matmul, ← fsum_mul_left, ← fsum_mul_right]
  rw [fsum_comm]
  apply fsum_congr; intro j; apply fsum_congr; intro k; grind

/-- The product of two matrices acts as one after the other. -/
theorem matvec_matmul {m n p : Nat} (A : Fin m → Fin n → R) (B : Fin n → Fin p → R)
    (x : Fin p → R) :
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

/-- A matrix passes through weighted sums. -/
theorem matvec_mix {m d T : Nat} (G : Fin m → Fin d → R) (α : Fin T → R) (x : Fin T → Fin d → R) :
    matvec G (fun o => fsum T fun j => α j * x j o) = fun i => fsum T fun j =>
      α j * matvec G (x j) i := by
  funext i
  have e : ∀ o, G i o * fsum T (fun j => α j * x j o) =
    fsum T (fun j => α j * (G i o * x j o)) := by
    intro o; rw [← fsum_mul_left]; exact fsum_congr fun j => by grind
  simp only [matvec, e]
  rw [fsum_comm]
  exact fsum_congr fun j => fsum_mul_left _ _

/-- The inner product is symmetric. -/
theorem inner_comm {n : Nat} (x y : Fin n → R) : inner x y = inner y x :=
  fsum_congr fun i => by grind

/-- The inner product with a unit vector reads off a coordinate. -/
theorem inner_unitVec {n : Nat} (x : Fin n → R) (k : Fin n) : inner x (unitVec k) = x k :=
  fsum_mul_unit x k

/-- A unit vector against a vector picks one coordinate. -/
theorem unitVec_inner {m : Nat} (a : Fin m) (y : Fin m → R) :
    inner (fun j => if j = a then 1 else 0) y = y a := by
  rw [inner_comm]
  exact fsum_mul_unit y a
end SymmetryAlgebra
