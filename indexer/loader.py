"""Project → index: reads and scans its files, in parallel, with a cache keyed by content."""

from __future__ import annotations

import hashlib

from indexer.lean.parser import parse
from indexer.model import Module


def scan_bytes(data: bytes, *, path: str, name: str, extra: dict[str, str] | None = None) -> Module:
    """Scan one file."""
    text = data.decode("utf-8", errors="replace")
    return parse(text, path=path, name=name, sha256=hashlib.sha256(data).hexdigest(), extra=extra)
