"""The baseline: what is tolerated from now on, and what is not needed there any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from indexer.app import gating
from indexer.base.errors import InputError, Problem, UsageError
from indexer.base.suggestions import near
from indexer.gate import Snapshot, baseline, upkeep
from indexer.gate.baseline import BaselineEntry
from indexer.gate.holes import Hole
from indexer.lean.names import canonical
from indexer.scan.options import PLAIN, ScanOptions


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is tolerated, where that is followed up, and until when."""

    words: str
    issue: str = ""
    until: date | None = None


def accept(
    place: gating.Ground,
    names: Iterable[str],
    reason: Reason,
    project: str | None = None,
    options: ScanOptions = PLAIN,
) -> list[tuple[BaselineEntry, str]]:
    """Tolerate what the declarations of these names hold now (or what stands at PATH:LINE, or in
    PATH and in no declaration); gives the entries, each with its file below the catalogue.  Raises
    UsageError for all names that mean nothing, or something in several projects."""
    now = gating.look(place, options, claims=False)
    holes = _find_all(names, now, project, place)
    entries = upkeep.entries_for(
        holes, reason=reason.words, issue=reason.issue, expires=reason.until
    )
    outdated = upkeep.outdated_by(entries, now)
    files = baseline.write_entries(place.catalogue, entries, instead=outdated)
    return list(zip(entries, files, strict=True))


def prune(
    place: gating.Ground, options: ScanOptions = PLAIN, *, dry_run: bool = False
) -> Sequence[tuple[BaselineEntry, BaselineEntry | None]]:
    """Drop the entries whose sorry is gone, and follow renamed declarations; gives each entry with
    what it becomes.  Raises InputError when a file could not be read: what is not seen is not
    fixed."""
    now = gating.look(place, options, claims=False)
    _must_be_whole(now)
    steps = upkeep.prune(now)
    if not dry_run:
        olds, news = [old for old, _ in steps], [new for _, new in steps if new]
        baseline.write_entries(place.catalogue, news, instead=olds)
    return steps


def _must_be_whole(now: Snapshot) -> None:
    unread = [
        Problem(f"could not be read: {unread.reason}", now.path(project.project.id, unread.path))
        for project in now.index.projects
        for unread in project.unread
    ]
    if unread:
        raise InputError([*unread, Problem("nothing is pruned by a scan that is not whole")])


def _find_all(
    names: Iterable[str], now: Snapshot, project: str | None, place: gating.Ground
) -> list[Hole]:
    """The holes that are meant; every name that means none is told at once."""
    problems: list[Problem] = []
    found: list[Hole] = []
    holes = [hole for hole in now.holes if project in (None, hole.project)]
    for name in names:
        meant = _meant(name, holes, now, place)
        homes = sorted({hole.project for hole in meant})
        if not meant:
            problems.append(_nothing(name, holes, now, project))
        elif len(homes) > 1:
            hint = f"add --project, one of {', '.join(homes)}"
            problems.append(Problem(f"{name} stands in several projects", hint=hint))
        found.extend(meant)
    if problems:
        raise UsageError(problems)
    return found


def _meant(name: str, holes: list[Hole], now: Snapshot, place: gating.Ground) -> list[Hole]:
    """Holes of a declaration, else those at PATH:LINE, else those of a file and no declaration."""
    named = [hole for hole in holes if hole.declaration == canonical(name)]
    if named:
        return named
    path, _, line = name.rpartition(":") if name.rpartition(":")[2].isdecimal() else (name, "", "")
    spellings = {path, gating.below(Path(path).absolute(), place.top)}
    there = [hole for hole in holes if now.path(hole.project, hole.path) in spellings]
    if line:
        return [hole for hole in there if hole.line == int(line)]
    return [hole for hole in there if not hole.declaration]


def _nothing(name: str, holes: list[Hole], now: Snapshot, project: str | None) -> Problem:
    homes = [home for home, known in now.names if known == canonical(name)]
    if any(project in (None, home) for home in homes):
        return Problem(f"{name} holds nothing that needs accepting")
    close = near(name, sorted({hole.declaration for hole in holes}), 3, 0.5)
    hint = f"did you mean {', '.join(close)}?" if close else "leancat check lists what is new"
    return Problem(f"there is no declaration {name} with a sorry, axiom or the like", hint=hint)
