module
public import SymmetrySurvey.Dormancy.Interval
public import SymmetrySurvey.Dormancy.Scale
public import SymmetrySurvey.Dormancy.Removal
public import SymmetrySurvey.Dormancy.Routing
public import SymmetrySurvey.Dormancy.Depth
public import SymmetrySurvey.Dormancy.Residual
public import SymmetrySurvey.Dormancy.Samples
public import SymmetrySurvey.Dormancy.Content
public import SymmetrySurvey.Dormancy.Attention
/-!
# Dormancy

Dead units, zero rows and columns, never-routed experts, dormant heads and blocks: when removal is
exact, when interval bounds prove it, and why finite samples never do.
-/
