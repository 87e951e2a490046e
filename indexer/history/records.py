"""What is told of one commit, and of one file as a commit has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Counts:
    """What Lean files hold, in numbers; those of `leancat scan` are the same."""

    modules: int = 0
    declarations: int = 0
    theorems: int = 0
    definitions: int = 0
    axioms: int = 0
    sorries: int = 0
    diagnostics: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file's text holds wherever it stands; `keywords` are the declaration keywords that
    it defines, and `unknown` the words that might be some that another file defines."""

    counts: Counts
    keywords: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which claims a proof backs: in numbers (those that count, by standing), and the standing of
    each by its id ("retracted" or "refuted" where it counts nowhere)."""

    covered: int
    total: int
    checked: int
    counts: Mapping[str, int] = field(default_factory=dict)  # standing → claims
    standings: Mapping[str, str] = field(default_factory=dict)  # claim id → standing


def day(time: int) -> str:
    """The day of a time in seconds since 1970, in UTC."""
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Release:
    """A commit with tags, and its time in seconds since 1970."""

    tags: tuple[str, ...]
    commit: str
    time: int


@dataclass(frozen=True, slots=True)
class Point:
    """One commit.  `time` is the committer's, in seconds since 1970; `main` tells whether it is on
    the first-parent line; `sorry_files` are the files with a sorry and how many each holds;
    `coverage` is None where claims were not judged, and `notes` say what could not be had."""

    commit: str
    time: int
    subject: str
    tags: tuple[str, ...]
    main: bool
    toolchain: str
    counts: Counts
    sorry_files: tuple[tuple[str, int], ...] = ()
    coverage: Coverage | None = None
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The point as JSON has it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Point:
        """What `to_dict` gave. Raises KeyError or TypeError for anything else."""
        coverage = data["coverage"]
        plain = {
            **data,
            "tags": tuple(data["tags"]),
            "counts": Counts(**data["counts"]),
            "sorry_files": tuple((path, n) for path, n in data["sorry_files"]),
            "coverage": Coverage(**coverage) if coverage else None,
            "notes": tuple(data["notes"]),
        }
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class History:
    """The points, oldest first; how often claims were judged; what the reader should know; the
    releases on the main line."""

    points: tuple[Point, ...]
    judged: str
    notes: tuple[str, ...] = ()
    releases: tuple[Release, ...] = ()
