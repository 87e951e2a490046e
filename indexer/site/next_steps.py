"""What to do next: what holds claims, ordered by how many closing it would cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.claims.records import Role
from indexer.judge.records import BackingReport, ClaimReport, Standing
from indexer.lean.records import Module
from indexer.scan.records import Ref

BLOCKED = (Standing.SORRY, Standing.TAINTED, Standing.ASSUMES, Standing.UNSETTLED)
"""The standings of what rests on something that may not be trusted."""
_STATES = (Role.EXACT, Role.STRONGER)

Paths = Mapping[tuple[str, Ref], tuple[tuple[Ref, ...], ...]]
"""The paths of names from a backing of a claim to each source that it rests on."""
Files = Mapping[tuple[str, str], Module]
"""The modules by project and path."""


@dataclass(frozen=True, slots=True)
class Held:
    """A source of trouble with the claims that rest on it, by id; of those in `alone` it is all
    that is known to stand in the way."""

    ref: Ref
    claims: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubted:
    """A source of doubt with the unsettled claims that the judge traced to it."""

    ref: Ref
    claims: tuple[str, ...]


def held(reports: Iterable[ClaimReport], paths: Paths, files: Files) -> tuple[Held, ...]:
    """Every source that claims rest on: first what covers most when it alone is closed, then what
    holds most."""
    claims: dict[Ref, dict[str, None]] = {}
    alone: dict[Ref, dict[str, None]] = {}
    for report in reports:
        if report.standing not in BLOCKED:
            continue
        for ends, enough in _ways_out(report, paths, files):
            for end in ends:
                claims.setdefault(end, {})[report.claim.id] = None
            if enough and len(ends) == 1:
                alone.setdefault(next(iter(ends)), {})[report.claim.id] = None
    found = (Held(ref, tuple(ids), tuple(alone.get(ref, ()))) for ref, ids in claims.items())
    return tuple(sorted(found, key=lambda h: (-len(h.alone), -len(h.claims), h.ref)))


def _ways_out(
    report: ClaimReport, paths: Paths, files: Files
) -> Iterator[tuple[dict[Ref, None], bool]]:
    """Sources that stand in the way, and whether to close all of them is enough: those of all that
    is needed together, or for each backing of which one is enough its own."""
    stating = [b for b in report.backings if b.backing.role in _STATES]
    left = [b for b in stating if not b.standing.covered]
    ends = [_ends(report, b, paths, files) for b in left]
    if report.claim.need_all:
        yield {end: None for group in ends for end in group}, all(ends)
    else:
        yield from ((group, True) for group in ends)


def _ends(
    claim: ClaimReport, backing: BackingReport, paths: Paths, files: Files
) -> dict[Ref, None]:
    """The sources that a backing rests on: by name, and the one that the judge found."""
    if backing.ref is None or backing.standing not in BLOCKED:
        return {}
    ways = paths.get((claim.claim.id, backing.ref), ())
    found = {way[-1]: None for way in ways}
    end = _traced(backing, files)
    return found if end is None else found | {end: None}


def _traced(backing: BackingReport, files: Files) -> Ref | None:
    if not backing.witness:
        return None
    last = backing.witness[-1]
    module = files.get((last.project or "", last.path or ""))
    if module is None or last.project is None:
        return None
    return Ref(last.project, module.name, last.name)


def doubted(reports: Iterable[ClaimReport], files: Files) -> tuple[Doubted, ...]:
    """The unsettled claims by the one source that unsettles them, most claims first."""
    found: dict[Ref, dict[str, None]] = {}
    for report in reports:
        if report.standing is not Standing.UNSETTLED:
            continue
        for backing in report.backings:
            end = _traced(backing, files)
            if backing.standing is Standing.UNSETTLED and end is not None:
                found.setdefault(end, {})[report.claim.id] = None
                break
    groups = (Doubted(ref, tuple(ids)) for ref, ids in found.items())
    return tuple(sorted(groups, key=lambda d: (-len(d.claims), d.ref)))
