"""The numbers and words that every format shares: counted once, so that no two formats differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.gate import fails
from indexer.gate.records import CheckResult, Finding, FindingState, Level

NOWHERE = "catalogue/leancat.toml"
"""Where what is wrong with no file in particular is told, in formats that ask for a file."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A check in numbers. `new` and `stale` count what fails it, `warnings` what does not;
    `fallen` are the claims that are not covered because of it."""

    new: int
    stale: int
    warnings: int
    moved: int
    known: int
    fixed: int
    fallen: tuple[str, ...]

    @property
    def failing(self) -> int:
        """How many findings make the check fail."""
        return self.new + self.stale


def summarise(result: CheckResult) -> Summary:
    """Count the findings of a check."""
    failing = [finding for finding in result.findings if fails(finding)]
    states = [finding.state for finding in result.findings]
    return Summary(
        new=sum(finding.state is FindingState.NEW for finding in failing),
        stale=sum(finding.state is FindingState.STALE for finding in failing),
        warnings=len(worth_telling(result)) - len(failing),
        moved=states.count(FindingState.MOVED),
        known=states.count(FindingState.KNOWN),
        fixed=states.count(FindingState.FIXED),
        fallen=tuple(sorted({claim for finding in failing for claim in finding.claims})),
    )


def worth_telling(result: CheckResult) -> tuple[Finding, ...]:
    """The findings that somebody should act on: what fails, and new warnings."""
    told = (FindingState.NEW, FindingState.STALE)
    return tuple(f for f in result.findings if f.state in told and f.level is not Level.NOTE)


def headline(result: CheckResult) -> str:
    """`152/161 → 150/161`, or one pair when nothing changed."""
    if result.before is None or result.before == result.after:
        return str(result.after)
    return f"{result.before} → {result.after}"


def company(result: CheckResult) -> str:
    """What always stands beside the headline."""
    words = f"{result.checked} checked by the compiler's record"
    unsettled = result.report.unsettled
    words += f", {unsettled} unsettled" if unsettled else ""
    definitions = result.report.definitions
    return f"{words}, {definitions} definitions" if definitions.total else words


def verdict(result: CheckResult) -> str:
    """The whole check in a few words."""
    summary = summarise(result)
    if not result.complete:
        return "the check could not be done"
    parts = [
        f"{count} {word}"
        for count, word in ((summary.new, "new"), (summary.stale, "stale"))
        if count
    ]
    return ", ".join(parts) if parts else "nothing new"


def has_headline(result: CheckResult) -> bool:
    """False when the catalogue could not be read, so that there is no number to show."""
    return result.complete or bool(result.report.claims) or result.after.total > 0


def falls(claims: Sequence[str], *, most: int = 8) -> str:
    """`2 claims fall: a, b`, with at most `most` of them named."""
    named = ", ".join(claims[:most])
    more = f" and {len(claims) - most} more" if len(claims) > most else ""
    return (
        f"{counted(len(claims), 'claim')} {'falls' if len(claims) == 1 else 'fall'}: {named}{more}"
    )


def counted(count: int, noun: str) -> str:
    """`1 claim`, `2 claims`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
