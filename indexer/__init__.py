"""leancat: reads Lean 4 projects without running them and says which claims are proved."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("leancat")
except PackageNotFoundError:  # pragma: no cover - only from a source tree that was never installed
    __version__ = "0+unknown"
