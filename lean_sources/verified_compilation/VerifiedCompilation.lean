module
public import VerifiedCompilation.Rotation
public import VerifiedCompilation.Rounded
public import VerifiedCompilation.Recurrence
public import VerifiedCompilation.Absorb
public import VerifiedCompilation.Position
public import VerifiedCompilation.Merging
public import VerifiedCompilation.Model
public import VerifiedCompilation.Intertwiner
public import VerifiedCompilation.Commutant
public import VerifiedCompilation.Boundary
public import VerifiedCompilation.Gauge
public import VerifiedCompilation.Layout
public import VerifiedCompilation.KeyOnly
/-!
# Verified Neural Compilation

Rotary position embeddings: isometry, relative position, the commutant and its blocks, key-only
routing, and the invariants that a compiler may use at no cost.
-/
