"""The history as a site tells it: points on the main line, and what changed between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from indexer.history.changes import Changes
from indexer.history.records import Point, Release


@dataclass(frozen=True, slots=True)
class Step:
    """A point with what changed since the one before it whose claims were judged (None where there
    is none).  `commits` counts those of the main line from there: one means that this commit alone
    changed it."""

    point: Point
    commits: int
    changes: Changes | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The steps, oldest first; the releases; how many further points there are that nobody has
    asked for; and when what a declaration says last changed, by path and name."""

    steps: tuple[Step, ...]
    releases: tuple[Release, ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = ()
    worded: Mapping[tuple[str, str], Step] = field(default_factory=dict)

    @property
    def points(self) -> tuple[Point, ...]:
        """The points alone."""
        return tuple(step.point for step in self.steps)


@dataclass(frozen=True, slots=True)
class Span:
    """A standing that a claim had, and the step that brought it; `first` where it stood so at the
    first point of which claims are known."""

    standing: str
    step: Step
    first: bool


def spans(told: Told, names: Sequence[str]) -> tuple[Span, ...]:
    """The standings that a claim of these ids had, the last one first."""
    found: list[Span] = []
    first = True
    for step in told.steps:
        coverage = step.point.coverage
        if coverage is None:
            continue
        standing = next((coverage.standings[n] for n in names if n in coverage.standings), "")
        if standing != (found[-1].standing if found else ""):
            found.append(Span(standing, step, first))
        first = False
    return tuple(reversed([span for span in found if span.standing]))
