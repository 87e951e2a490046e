"""Which commit made a claim fall or rise, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import MappingProxyType

from indexer.base.git import Commit
from indexer.base.inert import inert
from indexer.formats.changes import as_text as changes_as_text
from indexer.formats.changes import changes_data
from indexer.history.blamed import Blame
from indexer.history.records import day


def as_text(found: Blame) -> str:
    """The commit, and all that it changed; names are inert."""
    lines = "".join(f"{inert(line)}\n" for line in _lines(found))
    return f"{lines}\n{changes_as_text(found.changes)}" if found.changes else lines


def _lines(found: Blame) -> Iterator[str]:
    covered = "covered" if found.standing.covered else "not covered"
    claim = f"{found.claim} is {found.standing}, {covered},"
    if not found.commits:
        begun = "this shallow clone begins" if found.shallow else "the history begins"
        yield f"{claim} since {begun}"
        return
    before = found.before or "no claim"
    if len(found.commits) == 1:
        yield f"{claim} since {_commit(found.commits[0])}"
        yield f"it was {before} before"
        return
    yield f"{claim} since one of {len(found.commits)} commits, at which claims cannot be told:"
    yield from (f"  {_commit(commit)}" for commit in found.commits)
    yield f"it was {before} before them"


def _commit(commit: Commit) -> str:
    return f"{commit.oid[:12]} of {day(commit.time)}: {commit.subject}"


def as_json(found: Blame) -> str:
    """The same for programs; fields are added, never changed."""
    data = {
        "schema": 1,
        "claim": found.claim,
        "standing": found.standing,
        "covered": found.standing.covered,
        "commits": [{"commit": c.oid, "time": c.time, "subject": c.subject} for c in found.commits],
        "before": found.before,
        "shallow": found.shallow,
        "changes": changes_data(found.changes) if found.changes else None,
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


BLAME_WRITERS: MappingProxyType[str, Callable[[Blame], str]] = MappingProxyType(
    {"text": as_text, "json": as_json}
)
"""The formats of `leancat blame`, by name."""
