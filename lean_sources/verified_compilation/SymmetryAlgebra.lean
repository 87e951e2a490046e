module
public import SymmetryAlgebra.Finite
public import SymmetryAlgebra.Sum
public import SymmetryAlgebra.Order
public import SymmetryAlgebra.Abs
public import SymmetryAlgebra.Exponential
public import SymmetryAlgebra.CauchySchwarz
public import SymmetryAlgebra.Matrix
public import SymmetryAlgebra.Block
/-!
# SymmetryAlgebra

The small library that the four projects of the catalogue share: finite index sets and sums, ordered
rings, absolute values and rectifiers, exponentials, vectors and matrices, and vectors of
two-dimensional blocks.
-/
