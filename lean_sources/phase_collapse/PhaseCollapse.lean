module
public import SymmetryAlgebra
public import PhaseCollapse.Gauge
public import PhaseCollapse.Popcount
public import PhaseCollapse.SignPerm
public import PhaseCollapse.Cube
public import PhaseCollapse.Majority
public import PhaseCollapse.Collapse
public import PhaseCollapse.OneBit
public import PhaseCollapse.OneBitError
public import PhaseCollapse.Jensen
public import PhaseCollapse.Moment
public import PhaseCollapse.LittlewoodOfford
public import PhaseCollapse.Hadamard
public import PhaseCollapse.OneBitGauge
/-!
# PhaseCollapse

Sign and phase gauges: which sign flips, signed permutations and scales leave a network alone, what
merging phases loses, what a one-bit KV cache keeps, and the Jensen floors and moment ratios behind
the averages.
-/
