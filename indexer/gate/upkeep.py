"""Keeps a baseline true: what to write when something is accepted, what to drop when it is gone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from indexer.gate import matching
from indexer.gate.baseline import BaselineEntry
from indexer.gate.finding import Snapshot
from indexer.gate.holes import Hole


def entries_for(
    holes: Iterable[Hole], *, reason: str, issue: str = "", expires: date | None = None
) -> tuple[BaselineEntry, ...]:
    """One entry for each declaration and statement, tolerating all its kinds of hole."""
    kinds: dict[tuple[str, tuple[str, str], str], Counter[str]] = defaultdict(Counter)
    for hole in holes:
        kinds[hole.project, hole.subject, hole.fingerprint][hole.kind] += 1
    return tuple(
        BaselineEntry(
            project=project,
            declaration=name if what == "declaration" else "",
            module=name if what == "module" else "",
            tolerates=tuple(sorted(found)),
            statement=fingerprint,
            reason=reason,
            issue=issue,
            expires=expires,
            times=max(found.values()),
        )
        for (project, (what, name), fingerprint), found in sorted(kinds.items())
    )


def outdated_by(new: Iterable[BaselineEntry], now: Snapshot) -> tuple[BaselineEntry, ...]:
    """The entries of the baseline that new ones take the place of: of the same declaration, and for
    the same statement or for one that it no longer has."""
    alive = {(hole.project, hole.subject, hole.fingerprint) for hole in now.holes}
    written = {_identity(entry) for entry in new}
    subjects = {identity[:2] for identity in written}
    return tuple(
        entry
        for entry in now.entries
        if _identity(entry)[:2] in subjects
        and (_identity(entry) in written or _identity(entry) not in alive)
    )


def prune(now: Snapshot) -> tuple[tuple[BaselineEntry, BaselineEntry | None], ...]:
    """The entries to change: each with what takes its place, or None when it is to go.

    What is fixed is dropped, what was renamed is followed, and a fingerprint of an older algorithm
    is renewed.
    """
    found = matching.match(now.holes, matching.of_entries(now.entries), now.names)
    alive = (*found.known, *found.moved, *found.changed)
    used = Counter((_entry(tolerance).file, tolerance.key[2]) for _, tolerance in alive)
    holes = {_entry(t).file: hole for hole, t in (*found.known, *found.moved)}
    steps: list[tuple[BaselineEntry, BaselineEntry | None]] = []
    for entry in now.entries:
        left = tuple(kind for kind in entry.tolerates if used[entry.file, kind])
        times = max((used[entry.file, kind] for kind in left), default=1)
        kept = replace(entry, tolerates=left, times=times)
        after = _following(kept, holes.get(entry.file)) if left else None
        if after != entry:
            steps.append((entry, after))
    return tuple(steps)


def _following(entry: BaselineEntry, hole: Hole | None) -> BaselineEntry:
    """The entry under the name, project and fingerprint that its declaration has now."""
    if hole is None:
        return entry
    what, name = hole.subject
    return replace(
        entry,
        project=hole.project,
        declaration=name if what == "declaration" else "",
        module=name if what == "module" else "",
        statement=hole.fingerprint,
    )


def _entry(tolerance: matching.Tolerance) -> BaselineEntry:
    assert isinstance(tolerance.source, BaselineEntry)
    return tolerance.source


def _identity(entry: BaselineEntry) -> tuple[str, tuple[str, str], str]:
    return (entry.project, entry.subject, entry.statement)
