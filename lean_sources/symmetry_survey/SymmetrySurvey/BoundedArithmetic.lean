module
public import SymmetrySurvey.BoundedArithmetic.Clip
public import SymmetrySurvey.BoundedArithmetic.Round
public import SymmetrySurvey.BoundedArithmetic.HalfEven
public import SymmetrySurvey.BoundedArithmetic.Affine
public import SymmetrySurvey.BoundedArithmetic.Wrap
public import SymmetrySurvey.BoundedArithmetic.Saturate
public import SymmetrySurvey.BoundedArithmetic.Accumulator
public import SymmetrySurvey.BoundedArithmetic.Requant
public import SymmetrySurvey.BoundedArithmetic.Feedback
public import SymmetrySurvey.BoundedArithmetic.FloatSum
public import SymmetrySurvey.BoundedArithmetic.Dither
public import SymmetrySurvey.BoundedArithmetic.Scale
public import SymmetrySurvey.BoundedArithmetic.Examples
/-!
# Bounded arithmetic

Clipping, rounding, saturation, affine quantisation, accumulators, wrap-around and sums in floating
point.
-/
