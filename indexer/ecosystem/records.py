"""What passes between the process that surveys and those that look at one repository."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]
"""Rows by table; the columns are those of `indexer.ecosystem.tables`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One repository of a list: what it is called, where it is (a folder or an address that git
    knows), and the revision that is wanted ("" for the tip of its main branch)."""

    name: str
    where: str
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one repository may cost: `seconds` of wall time, `memory` in bytes, `disk` in bytes of
    files.  `parts_from` bytes of Lean are scanned in parts by several workers."""

    seconds: float = 1800
    memory: int = 8 << 30
    disk: int = 4 << 30
    parts_from: int = 8_000_000


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is asked: an entry, where it may work, the file of the cache, and what is known
    already as (commit, leancat's own version).  `part` is (number, of how many) of a large one."""

    entry: Entry
    folder: str
    cache: str | None
    limits: Limits = Limits()
    known: tuple[str, str] = ("", "")
    part: tuple[int, int] | None = None
    whole: bool = False  # not to be parted any more


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it.

    `state` is "done", "same" (as is known), "large" (to be scanned in `parts` first), "part" (of a
    large one, scanned) or "failed", then with its `reason`.  `cost` is in seconds and bytes.
    """

    state: str
    reason: str = ""
    commit: str = ""
    parts: int = 0
    tables: Tables = field(default_factory=dict)
    cost: dict[str, float] = field(default_factory=dict)
