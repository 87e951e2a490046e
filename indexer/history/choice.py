"""Which commits of a history are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from indexer.base.git import Commit
from indexer.history.records import Release


class Every(StrEnum):
    """How often: at every commit, at the last one of each hour, day, week or month, at every
    tag."""

    COMMIT = "commit"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TAG = "tag"
    NEVER = "never"


def main_line(commits: Sequence[Commit]) -> frozenset[str]:
    """The commits on the first-parent line that ends in the last one."""
    parents = {commit.oid: commit.parents for commit in commits}
    line: set[str] = set()
    at = commits[-1].oid if commits else ""
    while at in parents and at not in line:
        line.add(at)
        at = next(iter(parents[at]), "")
    return frozenset(line)


def releases(commits: Sequence[Commit]) -> tuple[Release, ...]:
    """The tags on the main line, oldest first."""
    line = main_line(commits)
    return tuple(Release(c.tags, c.oid, c.time) for c in commits if c.tags and c.oid in line)


def chosen(commits: Sequence[Commit], every: Every) -> tuple[Commit, ...]:
    """The commits that are asked for, in the order of the history; the last one always is, and of
    periods and tags those on the main line."""
    if every is Every.NEVER or not commits:
        return ()
    if every is Every.COMMIT:
        return tuple(commits)
    line = main_line(commits)
    on_line = [commit for commit in commits if commit.oid in line]
    if every is Every.TAG:
        kept = {commit.oid for commit in on_line if commit.tags}
    else:
        kept = set(_last_of_each(on_line, every))
    return tuple(c for c in commits if c.oid in kept or c is commits[-1])


def _last_of_each(commits: Iterable[Commit], every: Every) -> Iterable[str]:
    """The last commit of each period; times that go back do not open a period again."""
    last: dict[tuple[int, ...], str] = {}
    period: tuple[int, ...] = ()
    for commit in commits:
        period = max(period, _period(commit.time, every))
        last[period] = commit.oid
    return last.values()


def _period(time: int, every: Every) -> tuple[int, ...]:
    day = datetime.fromtimestamp(time, UTC)
    if every is Every.WEEK:
        return day.isocalendar()[:2]
    if every is Every.MONTH:
        return day.year, day.month
    return (day.year, day.month, day.day, *([day.hour] if every is Every.HOUR else []))


_AFFORDABLE = 60
"""Commits at which claims are judged when nobody says how often: each costs a whole check."""


def affordable(commits: Sequence[Commit]) -> Every:
    """The finest choice that leaves few enough commits to judge claims at."""
    for every in (Every.COMMIT, Every.HOUR, Every.DAY, Every.WEEK, Every.MONTH):
        if len(chosen(commits, every)) <= _AFFORDABLE:
            return every
    return Every.TAG
