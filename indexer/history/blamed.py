"""What is found of a claim that fell or rose."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.base.git import Commit
from indexer.history.changes import Changes
from indexer.judge.records import Standing


@dataclass(frozen=True, slots=True)
class Blame:
    """Since when a claim is covered, or is not.

    `standing` is what it stands as at `last`, the end of the history; `commits` is the commit that
    brought it there, or, oldest first, all of which it may be one, where the claims between could
    not be told; `before` is what it stood as before (None: there was no such claim).  Where it has
    been so since the history begins, there is no commit. `changes` is what the one commit changed.
    """

    claim: str
    standing: Standing
    last: Commit
    commits: tuple[Commit, ...] = ()
    before: Standing | None = None
    changes: Changes | None = None
    shallow: bool = False
