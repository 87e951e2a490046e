"""Findings that need a base: what it had and now is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from indexer.evidence.records import Freshness
from indexer.gate.claims import at_claim, followed
from indexer.gate.finding import Snapshot, make
from indexer.gate.records import Finding, Level
from indexer.gate.rules import RULES
from indexer.judge.records import ClaimReport, Standing
from indexer.scan.records import ProjectIndex


def findings(now: Snapshot, base: Snapshot, on_disk: Callable[[str], bool]) -> Iterator[Finding]:
    """Coverage lost, claims removed, files no longer scanned or built.

    `on_disk` tells whether a path, from the top of the repository, still exists.
    """
    yield from _claims_lost(now, base)
    yield from _modules_lost(now, base, on_disk)


def _claims_lost(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """Claims of the base that are gone, not covered any more, or not checked any more."""
    current = followed(now, base)
    fallen: dict[tuple[Standing, Standing, str], list[ClaimReport]] = defaultdict(list)
    taken_out = (*now.report.retracted, *(c.claim for c in now.report.refuted))
    retracted = {name for c in taken_out for name in (c.id, *c.aliases)}
    for was in base.report.claims:
        name = was.claim.id
        claim = current.get(name)
        if claim is None:
            if name not in retracted and name not in now.reviewed:  # the pin tells of it else
                yield _removed(base, was)
            continue
        if _is_reviewed(was) and not _is_reviewed(claim):
            message = f"claim {claim.claim.id} was reviewed, and its review is gone"
            yield at_claim(now, claim, "review-lost", message)
        if was.standing.covered and claim.standing is Standing.UNSETTLED:
            message = f"claim {claim.claim.id} was {was.standing} and is unsettled: {claim.reason}"
            yield at_claim(now, claim, "claim-unsettled", message)
        elif was.standing.covered and not claim.standing.covered:
            fallen[was.standing, claim.standing, claim.reason].append(claim)
        elif _record_gone(was, claim):
            message = f"claim {claim.claim.id} was checked, and no compiler's record says so now"
            yield at_claim(now, claim, "evidence-stale", message)
    for (before, _, _), claims in fallen.items():
        yield _fallen(now, before, claims)


def _fallen(now: Snapshot, before: Standing, claims: list[ClaimReport]) -> Finding:
    """One finding for all claims that fell by the same thing."""
    first, ids = claims[0], [claim.claim.id for claim in claims]
    what = f"claim {ids[0]} was {before} and is"
    if len(ids) > 1:
        some = ", ".join(ids[:_MOST]) + (", …" if len(ids) > _MOST else "")
        what = f"{len(ids)} claims ({some}) were {before} and are"
    message = f"{what} {first.standing}: {first.reason}"
    finding = _with_way_out(at_claim(now, first, "coverage-lost", message), first)
    return replace(finding, claims=tuple(sorted(ids)))


_MOST = 5  # claims that a message names


def _with_way_out(finding: Finding, claim: ClaimReport) -> Finding:
    """Not every claim that is not covered wants its proof mended."""
    ways = {
        Standing.SUSPECT: RULES["statement-changed"].way_out,
        Standing.MISSING: RULES["backing-missing"].way_out,
        Standing.UNBUILT: RULES["backing-unbuilt"].way_out,
    }
    way = ways.get(claim.standing)
    return replace(finding, help=way.replace("CLAIM", claim.claim.id)) if way else finding


def _is_reviewed(claim: ClaimReport) -> bool:
    return "unreviewed" not in claim.flags


def _record_gone(was: ClaimReport, claim: ClaimReport) -> bool:
    """Checked before, not now, and nothing stale is left to report: the record itself is gone."""
    stale = any(b.evidence is Freshness.STALE for b in claim.backings)
    return was.standing is Standing.CHECKED and claim.standing is Standing.CLEAN and not stale


_OF_SOURCE = "nothing, if that is meant: it is told so that nobody misses it"


def _removed(base: Snapshot, was: ClaimReport) -> Finding:
    message = f"claim {was.claim.id} ({was.standing}) is no longer in the catalogue"
    finding = make("claim-removed", message, identity=(was.claim.id,))
    fallen = (was.claim.id,) if was.standing.covered else ()
    if was.claim.asserted is not None:  # what a source does not hold any more is its authors' word
        finding = replace(finding, level=Level.WARNING, help=_OF_SOURCE)
    return replace(finding, path=base.parent + was.claim.place.path, claims=fallen)


def _modules_lost(
    now: Snapshot, base: Snapshot, on_disk: Callable[[str], bool]
) -> Iterator[Finding]:
    projects = {project.project.id: project for project in now.index.projects}
    scanned = frozenset(
        now.path(project.project.id, module.path)
        for project in now.index.projects
        for module in project.modules
    )
    for was in base.index.projects:
        name = was.project.id
        project = projects.get(name)
        if project is None or (was.modules and not project.modules):
            message = f"project {name} was scanned at the base ({len(was.modules)} files), not now"
            yield replace(make("scanned-less", message, identity=(name,)), project=name)
        else:
            yield from _files_lost(now, project, base, was, on_disk, scanned)


def _files_lost(
    now: Snapshot,
    project: ProjectIndex,
    base: Snapshot,
    was: ProjectIndex,
    on_disk: Callable[[str], bool],
    elsewhere: frozenset[str],
) -> Iterator[Finding]:
    """Files of the base that are there and not scanned, not `elsewhere` either, fail; files no
    library builds any more, and deleted ones whose declarations went with them, are told."""
    name = project.project.id
    paths = {now.path(name, module.path): module for module in project.modules}
    unread = {now.path(name, unread.path) for unread in project.unread}
    for module in was.modules:
        place = base.path(was.project.id, module.path)
        kept = paths.get(place)
        if kept is None and place not in unread and on_disk(place):
            if place not in elsewhere:
                yield _less(project, place, f"{place} is there and no longer scanned", Level.ERROR)
        elif kept is None and place not in unread:
            lost = sum((name, d.name) not in now.names for d in module.declarations)
            if lost:
                message = f"{place} is gone, and {lost} of its declarations with it"
                yield _less(project, place, message, Level.NOTE)
        elif kept and module.name in was.reachable and kept.name not in project.reachable:
            yield _less(project, place, f"no library builds {place} any more", Level.WARNING)


def _less(project: ProjectIndex, path: str, message: str, level: Level) -> Finding:
    finding = make("scanned-less", message, identity=(project.project.id, path))
    return replace(finding, level=level, project=project.project.id, path=path)
