module
public import SymmetryAlgebra
/-!
# Masks of vectors and of weights

Coordinate masks keep some coordinates of a vector, or some columns of a matrix, and put zeros in
the place of the others.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u

section ring
variable {R : Type u} [CommRing R]

/-- Coordinate mask: keep the coordinates in `S`, zero the others. -/
def mask {n : Nat} (S : Fin n → Bool) (x : Fin n → R) : Fin n → R := fun i => if S i then x i else 0

/-- Column mask of a weight matrix: keep the columns in `S`, zero the others. -/
def maskCol {m n : Nat} (S : Fin n → Bool) (A : Fin m → Fin n → R) : Fin m → Fin n → R :=
  fun i j => if S j then A i j else 0

/-- A column mask of the weights is a mask of the input. -/
theorem matvec_maskCol {m n : Nat} (S : Fin n → Bool) (A : Fin m → Fin n → R) (x : Fin n → R) :
    matvec (maskCol S A) x = matvec A (mask S x) := by
  funext i; apply fsum_congr; intro j
  simp only [maskCol, mask]; split <;> grind

end ring

end DenseSparse
