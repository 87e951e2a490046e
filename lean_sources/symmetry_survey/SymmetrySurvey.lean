module
public import SymmetryAlgebra
public import SymmetrySurvey.BoundedArithmetic
public import SymmetrySurvey.DenseSparse
public import SymmetrySurvey.Dormancy
/-!
# A survey of the symmetries that compression must respect

The root of the library: it imports every family, so that no module is out of reach.
-/
