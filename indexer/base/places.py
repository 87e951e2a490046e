"""Where something stands in a hand-written file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a hand-written file: path, 1-based line, 0-based column."""

    path: str
    line: int
    column: int
