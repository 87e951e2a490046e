"""The claims at commits of the past: which a proof backed at each, and what changed between two."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import pairwise

import msgspec

from indexer.app.diff import look
from indexer.app.gating import Ground, PastSurvey, past_survey
from indexer.base.errors import LeancatError, NoCatalogueError, RevisionError
from indexer.base.workers import cores, spread
from indexer.claims.records import Catalogue
from indexer.history.changes import Changes, changes
from indexer.history.facts import Kept
from indexer.history.records import Coverage, Point
from indexer.judge.records import Report
from indexer.scan.cache import PROGRAM, Cache, sources_hash
from indexer.scan.options import ScanOptions

_ROUND = 8  # commits that are judged before they are remembered

_Judged = tuple[Coverage | None, tuple[str, ...]]
"""Which claims were covered (None: could not be told), and what there is to say."""
_Steps = dict[tuple[str, str], Changes]


@dataclass(slots=True)
class _Round:
    """What was found at some commits, and between neighbours among them.  `passing` are commits of
    which something is missing here that may be here the next time: what is said of them is not
    kept."""

    judged: dict[str, _Judged] = field(default_factory=dict)
    steps: _Steps = field(default_factory=dict)
    passing: set[str] = field(default_factory=set)

    def lasts(self, *commits: str) -> bool:
        """Whether all is here that these commits hold."""
        return self.passing.isdisjoint(commits)


@dataclass(frozen=True, slots=True)
class PastClaims:
    """What was found at commits; `steps` are the changes up to a commit from the one before it of
    which the claims can be told."""

    judged: Mapping[str, _Judged]
    steps: Mapping[str, Changes] = field(default_factory=dict)

    def at(self, point: Point) -> Point:
        """A point with its claims, where they were judged."""
        if point.commit not in self.judged:
            return point
        coverage, notes = self.judged[point.commit]
        return replace(point, coverage=coverage, notes=(*point.notes, *notes))


def past_claims(
    place: Ground,
    commits: Sequence[str],
    options: ScanOptions,
    present: Catalogue | None = None,
    *,
    steps: bool = False,
) -> PastClaims:
    """The claims at each commit, with its own catalogue or the `present` one; with `steps` also
    what changed from each to the next.

    Several processes judge, a round of commits at a time, so that an interruption loses little.
    """
    jobs = options.jobs or cores()
    with (
        Cache(options.cache, _flavour(place, present)) as kept,
        options.watch("judging claims") as update,
    ):
        known = _known(kept, commits)
        told = _known_steps(kept, commits) if steps else {}
        task = partial(_judge, place, present, replace(options, jobs=1), steps)
        rest = [run for run in _runs(commits, known) if run]
        for done, run in enumerate(rest):
            update(done, len(rest))
            for found in spread(task, _parted(run, jobs), jobs):
                _keep(kept, found)
                known |= found.judged
                told |= found.steps
        if steps:
            told = _all_steps(place, kept, commits, known, told, options)
    return PastClaims(known, {after: told[before, after] for before, after in told})


def known_claims(place: Ground, commits: Sequence[str], options: ScanOptions) -> frozenset[str]:
    """Those of the commits at which claims were judged already."""
    with Cache(options.cache, _flavour(place, None)) as kept:
        return frozenset(_known(kept, commits))


def _flavour(place: Ground, present: Catalogue | None) -> str:
    return json.dumps(["coverage", sources_hash(PROGRAM), str(place.catalogue), repr(present)])


def _runs(commits: Sequence[str], known: Mapping[str, _Judged]) -> Iterator[list[str]]:
    """The commits that are not known, in the order they have, a round of them at a time."""
    rest = [oid for oid in commits if oid not in known]
    for at in range(0, len(rest), _ROUND):
        yield rest[at : at + _ROUND]


def _parted(run: Sequence[str], jobs: int) -> list[Sequence[str]]:
    """The commits of a round in as many pieces as there are processes; neighbours stay together."""
    size = -(-len(run) // jobs)
    return [run[at : at + size] for at in range(0, len(run), size)]


def _judge(
    place: Ground,
    present: Catalogue | None,
    options: ScanOptions,
    steps: bool,
    commits: Sequence[str],
) -> _Round:
    """Judges commits one after the other, and holds each against the one before it."""
    found = _Round()
    before: PastSurvey | None = None
    for commit in commits:
        try:
            past = past_survey(place, commit, options, present)
        except NoCatalogueError as error:
            found.judged[commit] = Coverage(0, 0, 0), (str(error.problems[0]),)
            continue
        except LeancatError as error:
            found.judged[commit] = None, (f"its claims cannot be told: {error.problems[0]}",)
            if isinstance(error, RevisionError):  # an object of it is not here
                found.passing.add(commit)
            continue
        found.judged[commit] = _coverage(past.survey.report), past.notes
        if past.notes:
            found.passing.add(commit)
        if steps and before is not None:
            found.steps[before.revision.commit, commit] = _between(before, past)
        before = past
    return found


def _all_steps(
    place: Ground,
    kept: Cache,
    commits: Sequence[str],
    known: Mapping[str, _Judged],
    told: _Steps,
    options: ScanOptions,
) -> _Steps:
    """The changes between neighbours of which the claims can be told; what lacks is made."""
    pairs = list(pairwise(commit for commit in commits if _has_claims(known[commit])))
    rest = [pair for pair in pairs if pair not in told]
    jobs = options.jobs or cores()
    task = partial(_step, place, replace(options, jobs=1))
    for at in range(0, len(rest), _ROUND):
        here = rest[at : at + _ROUND]
        fresh = _Round()
        for pair, (between, lasts) in zip(
            here, spread(task, here, min(jobs, len(here))), strict=True
        ):
            fresh.steps[pair] = between
            fresh.passing.update(() if lasts else pair)
        _keep(kept, fresh)
        told |= fresh.steps
    return {pair: told[pair] for pair in pairs}


def _has_claims(judged: _Judged) -> bool:
    return judged[0] is not None and bool(judged[0].standings)


def _step(place: Ground, options: ScanOptions, pair: tuple[str, str]) -> tuple[Changes, bool]:
    """What changed, and whether all of both was here."""
    before, after = (past_survey(place, commit, options) for commit in pair)
    return _between(before, after), not (before.notes or after.notes)


def _between(before: PastSurvey, after: PastSurvey) -> Changes:
    return changes(
        look(before.revision.commit, before.survey), look(after.revision.commit, after.survey)
    )


def _coverage(report: Report) -> Coverage:
    counts = {standing.value: number for standing, number in report.standings.items() if number}
    covered = report.covered
    return Coverage(covered.done, covered.total, report.checked, counts, report.states)


# --- what is kept ---------------------------------------------------------------------------------


def _known(kept: Cache, commits: Sequence[str]) -> dict[str, _Judged]:
    return {oid: _decoded(data) for oid, data in kept.load(commits, Kept.COVERAGE).items()}


def _known_steps(kept: Cache, commits: Sequence[str]) -> _Steps:
    found: _Steps = {}
    for after, data in kept.load(commits, Kept.CHANGES).items():
        with suppress(msgspec.MsgspecError):  # written by another msgspec
            told = msgspec.msgpack.decode(data, type=Changes)
            found[told.before, after] = told
    return found


def _keep(kept: Cache, found: _Round) -> None:
    """Remember what will be the same whenever it is asked for."""
    kept.store(
        (oid, {Kept.COVERAGE: _encoded(one)})
        for oid, one in found.judged.items()
        if found.lasts(oid)
    )
    rows = []
    for (before, after), between in found.steps.items():
        if not found.lasts(before, after):
            continue
        with suppress(UnicodeEncodeError):  # a name that is no text
            rows.append((after, {Kept.CHANGES: msgspec.msgpack.encode(between)}))
    kept.store(rows)


def _encoded(judged: _Judged) -> bytes:
    coverage, notes = judged
    return json.dumps([asdict(coverage) if coverage else None, notes]).encode()


def _decoded(data: bytes) -> _Judged:
    coverage, notes = json.loads(data)
    return (Coverage(**coverage) if coverage else None), tuple(notes)
