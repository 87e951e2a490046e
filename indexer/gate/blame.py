"""Which claims fall by which hole: the use graph, walked from holes back to claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from indexer.base.closures import reached
from indexer.claims.records import Role
from indexer.judge.records import ClaimReport, Report, Standing
from indexer.scan.records import Ref

BY_HOLE = frozenset({Standing.SORRY, Standing.TAINTED, Standing.ASSUMES})
"""The standings that a hole can cause."""

_BACKS = frozenset({Role.EXACT, Role.STRONGER})


class Blame:
    """Answers, for holes of one report, which claims are not covered because of them.

    `uses` gives for each declaration every one it uses.
    """

    def __init__(self, report: Report, uses: Mapping[Ref, Iterable[Ref]]) -> None:
        self._claims: dict[Ref, list[str]] = defaultdict(list)
        for claim in report.claims:
            if claim.standing in BY_HOLE:
                for ref in _backing_refs(claim):
                    self._claims[ref].append(claim.claim.id)
        self._uses = uses

    @cached_property
    def _beneath(self) -> frozenset[Ref]:
        """All that those claims rest on."""
        return frozenset(reached(self._claims, lambda ref: self._uses.get(ref, ())))

    @cached_property
    def _users(self) -> Mapping[Ref, list[Ref]]:
        """What of that uses each declaration."""
        users: dict[Ref, list[Ref]] = defaultdict(list)
        for user in self._beneath:
            for ref in self._uses.get(user, ()):
                users[ref].append(user)
        return users

    def claims_of(self, holes: Iterable[Ref]) -> frozenset[str]:
        """Ids of the claims that rest on any of the holes and are not covered."""
        # Most holes lie beneath no claim, and those cost nothing.
        starts = [ref for ref in holes if ref in self._beneath]
        if not starts:
            return frozenset()
        above = reached(starts, lambda ref: self._users.get(ref, ()))
        return frozenset(claim for ref in above for claim in self._claims.get(ref, ()))


def _backing_refs(claim: ClaimReport) -> Iterator[Ref]:
    return (b.ref for b in claim.backings if b.ref and b.backing.role in _BACKS)
