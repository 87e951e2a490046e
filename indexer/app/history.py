"""The history: what every commit held, and which claims a proof backed at some of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache as once
from pathlib import Path

from indexer.app.gating import Ground, below, ground
from indexer.app.past_claims import past_claims
from indexer.base import git
from indexer.base.errors import LeancatError, Problem, RevisionError
from indexer.base.files import read_file
from indexer.base.git_tree import Objects
from indexer.base.workers import cores
from indexer.catalogue import load_catalogue, place_of_claims
from indexer.history.choice import Every, affordable, chosen, main_line, releases
from indexer.history.facts import Blobs, Kept, facts_of
from indexer.history.listing import Listing, listing
from indexer.history.points import Counter, named_folders
from indexer.history.records import FileFacts, History, Point
from indexer.history.walk import SETTINGS, blobs
from indexer.scan.cache import PROGRAM, Cache, sources_hash
from indexer.scan.options import PLAIN, ScanOptions


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
    place = ground(catalogue or place_of_claims(Path.cwd()))
    top = top_of(place)
    first, dots, last = span.rpartition("..")
    commits = git.log(top, last or "HEAD", (first or None) if dots else None)
    told = chosen(commits, every)
    judged = judged or affordable(told)
    notes = []
    if git.is_shallow(top):
        notes.append("this clone is shallow: its history begins where it was cut off")
    points = points_of(place, commits, told, options)
    asked = {commit.oid for commit in chosen(told, judged)}
    present = load_catalogue(place.catalogue) if todays else None
    found = past_claims(place, [p.commit for p in points if p.commit in asked], options, present)
    covered = tuple(found.at(point) for point in points)
    return History(covered, judged.value, tuple(notes), releases(commits))


def top_of(place: Ground) -> Path:
    """The repository around a catalogue. Raises RevisionError where there is none."""
    top = git.repository(place.catalogue.parent)
    if top is None:
        raise RevisionError(Problem("is in no git repository", str(place.catalogue.parent)))
    return top


# --- counts ---------------------------------------------------------------------------------------


def points_of(
    place: Ground,
    commits: Sequence[git.Commit],
    told: Sequence[git.Commit],
    options: ScanOptions,
) -> tuple[Point, ...]:
    """The points of those of the commits that are told, what is known from the cache."""
    top = top_of(place)
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
                if not point.notes  # what is missing here may be here the next time
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
    objects = Objects(top)
    read = once(objects.read)
    jobs = options.jobs or cores()
    homes: dict[str, Path] = {}
    with options.watch("scanning what commits changed") as update:
        facts = facts_of(Blobs(top, blobs(changes)), (), options.cache, jobs, update)

    def again(
        wanted: Mapping[str, str], words: Sequence[tuple[str, str]]
    ) -> Mapping[str, FileFacts]:
        asked = Blobs(top, wanted, homes)
        return facts_of(asked, words, options.cache, jobs, lambda _done, _all: None)

    def listed(commit: str, scope: Sequence[str]) -> Listing:
        found = listing(top, commit, scope)
        homes.update(found.homes)
        return found

    counter = Counter(settings, folders, facts.get, again, read, listed)
    for commit, changed in zip(commits, changes, strict=True):
        yield commit.oid, counter.point(commit, changed, main=True)


def _folders(place: Ground, settings: str) -> tuple[str, ...]:
    """Where the projects lie today, from the top: "" or ending in a slash.  Where nobody names
    them, that is the folder around the catalogue."""
    with suppress(LeancatError):
        if named := named_folders(settings, read_file(place.catalogue / SETTINGS)):
            return named
    return (place.parent,)
