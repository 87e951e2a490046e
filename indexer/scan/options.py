"""How a scan is to be done, as whoever asks for one says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.base.progress import Watch, unwatched


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """`jobs` processes (None: one a core), the file of the cache (None: without one), and who
    watches."""

    jobs: int | None = None
    cache: Path | None = None
    watch: Watch = unwatched


PLAIN = ScanOptions()
"""On all cores, without a cache, watched by nobody."""
