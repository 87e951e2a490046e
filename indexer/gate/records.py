"""What is new: findings, and the result of a check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.judge.records import Report, Tally


class FindingState(StrEnum):
    """A finding against the baseline or base revision."""

    NEW = "new"
    MOVED = "moved"
    KNOWN = "known"
    FIXED = "fixed"
    STALE = "stale"


class Level(StrEnum):
    """How much a finding weighs. Only errors that are new or stale fail a check."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `path` is relative to the repository (or to the catalogue's parent when there is
    no repository); `claims` are the ids that fall by it, `fingerprint` what it is known by,
    `trouble` the rule of the register that found it ("" for none)."""

    rule: str
    level: Level
    state: FindingState
    message: str
    declaration: str = ""
    project: str = ""
    path: str = ""
    line: int = 1
    column: int = 0
    end_line: int | None = None
    end_column: int | None = None
    claims: tuple[str, ...] = ()
    fingerprint: str = ""
    help: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `leancat check` found; the one model every output format is written from."""

    findings: tuple[Finding, ...]
    before: Tally | None
    after: Tally
    checked: int
    base: str  # what it was held against, in words ("baseline", "HEAD~1 (abc1234)")
    report: Report
    complete: bool = True
    notes: tuple[str, ...] = ()  # what the reader should know and nobody did wrong
