module
public import SymmetryAlgebra.Sum
public import SymmetryAlgebra.Order
/-!
# SymmetryAlgebra

The small library of finite sums, ordered rings and blocks that the four projects of the catalogue share.
-/
