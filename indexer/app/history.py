"""The history: what every commit held, and which claims a proof backed at some of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache as once
from functools import partial
from pathlib import Path

from indexer.app.gating import Ground, below, ground, past_survey
from indexer.base import git
from indexer.base.errors import LeancatError, Problem, RevisionError
from indexer.base.files import read_file
from indexer.base.workers import cores, spread
from indexer.catalogue import find_claims, load_catalogue
from indexer.claims.records import Catalogue
from indexer.history.choice import Every, affordable, chosen, main_line
from indexer.history.facts import Kept, facts_of
from indexer.history.points import Counter, named_folders
from indexer.history.records import Coverage, FileFacts, Point
from indexer.history.walk import SETTINGS, blobs
from indexer.judge.records import Report
from indexer.scan.cache import PROGRAM, Cache, sources_hash
from indexer.scan.loader import no_collecting
from indexer.scan.options import PLAIN, ScanOptions


@dataclass(frozen=True, slots=True)
class History:
    """The points, oldest first; how often claims were judged; what the reader should know."""

    points: tuple[Point, ...]
    judged: Every
    notes: tuple[str, ...] = ()


def history(
    catalogue: Path | None = None,
    span: str = "HEAD",
    every: Every = Every.COMMIT,
    judged: Every | None = None,
    options: ScanOptions = PLAIN,
    *,
    todays: bool = False,
) -> History:
    """The history of the repository around a catalogue (default: found here or above).

    `span` is a revision or `A..B`; `every` says which commits are told, and `judged` at which of
    them claims are judged (default: as often as is affordable), with the catalogue of each
    revision, or with `todays`.  What is known is kept in the cache of `options`, so that a second
    run looks at new commits only.  Raises RevisionError where git has no such revision.
    """
    place = ground(catalogue or find_claims(Path.cwd()))
    top = git.repository(place.catalogue.parent)
    if top is None:
        raise RevisionError(Problem("is in no git repository", str(place.catalogue.parent)))
    first, dots, last = span.rpartition("..")
    commits = git.log(top, last or "HEAD", (first or None) if dots else None)
    told = chosen(commits, every)
    judged = judged or affordable(told)
    notes = []
    if git.is_shallow(top):
        notes.append("this clone is shallow: its history begins where it was cut off")
    with no_collecting():
        points = _points(place, top, commits, told, options)
        asked = {commit.oid for commit in chosen(told, judged)}
        present = load_catalogue(place.catalogue) if todays else None
        found = _coverages(place, [p.commit for p in points if p.commit in asked], present, options)
    covered = tuple(
        replace(p, coverage=found[p.commit][0], notes=(*p.notes, *found[p.commit][1]))
        if p.commit in found
        else p
        for p in points
    )
    return History(covered, judged, tuple(notes))


# --- counts ---------------------------------------------------------------------------------------


def _points(
    place: Ground,
    top: Path,
    commits: Sequence[git.Commit],
    told: Sequence[git.Commit],
    options: ScanOptions,
) -> tuple[Point, ...]:
    """The points of the commits that are told, those that are known from the cache."""
    settings = f"{below(place.catalogue, top)}/{SETTINGS}"
    folders = _folders(place, settings)
    flavour = json.dumps(["points", sources_hash(PROGRAM), settings, folders])
    line = main_line(commits)
    with Cache(options.cache, flavour) as kept:
        known = dict(_kept_points(kept, told))
        fresh = [commit for commit in told if commit.oid not in known]
        if fresh:
            made = dict(_count(settings, top, folders, fresh, options))
            kept.store(
                (oid, {Kept.POINT: json.dumps(point.to_dict()).encode()})
                for oid, point in made.items()
            )
            known |= made
    return tuple(
        replace(known[commit.oid], tags=commit.tags, main=commit.oid in line) for commit in told
    )


def _kept_points(kept: Cache, commits: Iterable[git.Commit]) -> Iterator[tuple[str, Point]]:
    for oid, data in kept.load([commit.oid for commit in commits], Kept.POINT).items():
        yield oid, Point.from_dict(json.loads(data))


def _count(
    settings: str,
    top: Path,
    folders: Sequence[str],
    commits: Sequence[git.Commit],
    options: ScanOptions,
) -> Iterator[tuple[str, Point]]:
    changes = list(git.changes(top, [commit.oid for commit in commits]))
    objects = git.Objects(top)
    read = once(objects.read)
    jobs = options.jobs or cores()
    with options.watch("scanning what commits changed") as update:
        facts = facts_of(top, blobs(changes), (), options.cache, jobs, update)

    def again(
        wanted: Mapping[str, str], words: Sequence[tuple[str, str]]
    ) -> Mapping[str, FileFacts]:
        return facts_of(top, wanted, words, options.cache, jobs, lambda _done, _all: None)

    counter = Counter(settings, folders, facts.get, again, read)
    for commit, changed in zip(commits, changes, strict=True):
        yield commit.oid, counter.point(commit, changed, main=True)


def _folders(place: Ground, settings: str) -> tuple[str, ...]:
    """Where the projects lie today, from the top: "" or ending in a slash.  Where nobody names
    them, that is the folder around the catalogue."""
    with suppress(LeancatError):
        if named := named_folders(settings, read_file(place.catalogue / SETTINGS)):
            return named
    return (place.parent,)


# --- claims ---------------------------------------------------------------------------------------

_Judged = tuple[Coverage | None, tuple[str, ...]]
"""Which claims were covered (None: could not be told), and what there is to say."""


def _coverages(
    place: Ground, commits: Sequence[str], present: Catalogue | None, options: ScanOptions
) -> dict[str, _Judged]:
    """Judges the claims at each commit, by several processes, a round of them at a time, so that
    an interruption loses little."""
    flavour = json.dumps(["coverage", sources_hash(PROGRAM), str(place.catalogue), repr(present)])
    jobs = options.jobs or cores()
    with Cache(options.cache, flavour) as kept, options.watch("judging claims") as update:
        stored = kept.load(commits, Kept.COVERAGE)
        known = {oid: _decoded(data) for oid, data in stored.items()}
        rest = [oid for oid in commits if oid not in known]
        task = partial(_judge, place, present, replace(options, jobs=1))
        for at in range(0, len(rest), _ROUND):
            here = rest[at : at + _ROUND]
            fresh = dict(zip(here, spread(task, here, min(jobs, len(here))), strict=True))
            kept.store((oid, {Kept.COVERAGE: _encoded(one)}) for oid, one in fresh.items())
            known |= fresh
            update(at + len(here), len(rest))
    return known


_ROUND = 8  # commits that are judged before they are remembered


def _judge(place: Ground, present: Catalogue | None, options: ScanOptions, commit: str) -> _Judged:
    try:
        past = past_survey(place, commit, options, present)
    except LeancatError as error:
        return None, (f"its claims cannot be told: {error.problems[0]}",)
    return _coverage(past.survey.report), past.notes


def _coverage(report: Report) -> Coverage:
    standings = {claim.claim.id: claim.standing.value for claim in report.claims}
    return Coverage(report.covered.done, report.covered.total, report.checked, standings)


def _encoded(judged: _Judged) -> bytes:
    coverage, notes = judged
    return json.dumps([asdict(coverage) if coverage else None, notes]).encode()


def _decoded(data: bytes) -> _Judged:
    coverage, notes = json.loads(data)
    return (Coverage(**coverage) if coverage else None), tuple(notes)
