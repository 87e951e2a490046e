module
public import SymmetryAlgebra.Sum
public import SymmetryAlgebra.Order
public import SymmetryAlgebra.Block
/-!
# SymmetryAlgebra

The small library of finite sums, ordered rings and two-dimensional blocks that the four projects of the catalogue share.
-/
