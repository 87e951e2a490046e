module
/-!
# Verified Neural Compilation

Rotary position embeddings: isometry, relative position, the commutant and its blocks, key-only routing, and the
invariants that a compiler may use at no cost.
-/
