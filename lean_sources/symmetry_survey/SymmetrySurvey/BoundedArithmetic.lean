module
public import SymmetrySurvey.Basic
/-!
# Bounded arithmetic

Clipping, rounding, saturation, affine quantisation, accumulators and wrap-around.
-/
