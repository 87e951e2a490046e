"""The history that a site tells: what is known already, and as much more as a build may cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from indexer.app.gating import Ground, ground
from indexer.app.history import points_of, top_of
from indexer.app.past_claims import known_claims, past_claims
from indexer.app.survey import Survey
from indexer.base import git
from indexer.base.git import Commit
from indexer.base.workers import cores
from indexer.history.choice import Every, affordable, chosen, main_line, releases
from indexer.history.facts import Blobs, statements_of
from indexer.history.told import Step, Told
from indexer.history.walk import Tree, blobs
from indexer.scan.options import ScanOptions

_WORTH = 600
"""Modules that a build judges for its history when nobody asks for more; a commit costs as many as
the index holds."""


def site_history(survey: Survey, every: Every | None, options: ScanOptions) -> Told | None:
    """The history of the repository around a survey's catalogue, at the commits that are asked for
    (default: as many as are affordable, what is known from the cache first); None for none."""
    place = ground(Path(survey.catalogue.root))
    commits = git.log(top_of(place), "HEAD")
    on_line = main_line(commits)
    line = [commit for commit in commits if commit.oid in on_line]
    wanted = chosen(line, every or affordable(line))
    modules = sum(len(project.modules) for project in survey.index.projects)
    told = wanted if every else _affordable(place, wanted, modules, options)
    if not told:
        return None
    points = points_of(place, commits, told, options)
    found = past_claims(place, [commit.oid for commit in told], options, steps=True)
    at = {commit.oid: number for number, commit in enumerate(line)}
    before = [-1, *(at[commit.oid] for commit in told)]
    steps = [
        Step(found.at(point), at[point.commit] - last, found.steps.get(point.commit))
        for point, last in zip(points, before, strict=False)
    ]
    steps = [_with_span(step, at) for step in steps]
    shallow = git.is_shallow(top_of(place))
    return Told(
        tuple(steps),
        releases(line),
        len(wanted) - len(told),
        ("this clone is shallow: its history begins where it was cut off",) if shallow else (),
        _worded(place, told, steps, options),
    )


def _with_span(step: Step, at: Mapping[str, int]) -> Step:
    """A step as long as its changes are."""
    if step.changes is None:
        return step
    return replace(step, commits=at[step.point.commit] - at[step.changes.before])


def _affordable(
    place: Ground, wanted: Sequence[Commit], modules: int, options: ScanOptions
) -> tuple[Commit, ...]:
    """Those that are known, and the last few of the others; of a single one nothing is told."""
    known = known_claims(place, [commit.oid for commit in wanted], options)
    rest = [commit for commit in wanted if commit.oid not in known]
    few = max(_WORTH // max(modules, 1), 0)
    fresh = {commit.oid for commit in (rest[-few:] if few else ())}
    return tuple(c for c in wanted if c.oid in known or c.oid in fresh)


def _worded(
    place: Ground, told: Sequence[Commit], steps: Sequence[Step], options: ScanOptions
) -> dict[tuple[str, str], Step]:
    """The step that last changed what a declaration says, by path and name; a declaration that only
    moved says what it said.  What stood so at the first commit has no step."""
    top = top_of(place)
    changes = list(git.changes(top, [commit.oid for commit in told]))
    with options.watch("reading statements") as update:
        jobs = options.jobs or cores()
        said = statements_of(Blobs(top, blobs(changes)), options.cache, jobs, update)
    tree = Tree()
    last: dict[tuple[str, str], Step] = {}
    for number, (step, changed) in enumerate(zip(steps, changes, strict=True)):
        touched = tree.apply(changed)
        gone = {}
        for path, oid in touched:
            for name, words in said.get(oid, {}).items():
                gone[name, words] = last.pop((path, name), None)
        for path, _ in touched:
            for name, words in said.get(tree.lean.get(path, ""), {}).items():
                same = (name, words) in gone
                found = gone[name, words] if same else step if number else None
                if found is not None:
                    last[path, name] = found
    return last
