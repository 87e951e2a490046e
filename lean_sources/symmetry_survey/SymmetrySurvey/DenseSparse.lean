module
public import SymmetrySurvey.DenseSparse.Basic
public import SymmetrySurvey.DenseSparse.Mask
public import SymmetrySurvey.DenseSparse.Surgeon
public import SymmetrySurvey.DenseSparse.Permutation
public import SymmetrySurvey.DenseSparse.Block
public import SymmetrySurvey.DenseSparse.Format
public import SymmetrySurvey.DenseSparse.TopK
public import SymmetrySurvey.DenseSparse.Selection
public import SymmetrySurvey.DenseSparse.Nm
public import SymmetrySurvey.DenseSparse.Mixture
public import SymmetrySurvey.DenseSparse.Softmax
public import SymmetrySurvey.DenseSparse.LowRank
public import SymmetrySurvey.DenseSparse.Heads
public import SymmetrySurvey.DenseSparse.Norm
public import SymmetrySurvey.DenseSparse.Multiplicity
public import SymmetrySurvey.DenseSparse.Speculative
/-!
# Dense and sparse

Masks, supports, permutations, block structure, storage formats, top-k selection, mixtures of
experts, softmax routing and low-rank plus sparse splits; the gauges of heads, of the residual
stream and of the cache: what another form of a layer must keep to be the same layer.
-/
