module
public import RopeProvenance.Channel
public import RopeProvenance.Drift
/-!
# RoPE-Provenance

An out-of-band role channel in the slow blocks of rotary position embeddings.
-/
