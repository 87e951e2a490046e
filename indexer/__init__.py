"""leancat: reads Lean 4 projects without running them and says which claims are proved."""

__version__ = "0.1.0"
