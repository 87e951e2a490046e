module
public import SymmetryAlgebra.Sum
public import SymmetryAlgebra.Order
/-!
# Lemmas that more than one part of the survey needs
-/
