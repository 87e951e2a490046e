"""Which claims fall by which hole: the use graph, walked from holes back to claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from indexer.model import ClaimReport, Ref, Report, Role, Standing

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
        self._beneath = self._walk(self._claims, lambda ref: uses.get(ref, ()))
        self._users: dict[Ref, list[Ref]] = defaultdict(list)
        for user in self._beneath:
            for ref in uses.get(user, ()):
                self._users[ref].append(user)

    def claims_of(self, holes: Iterable[Ref]) -> frozenset[str]:
        """Ids of the claims that rest on any of the holes and are not covered."""
        # Most holes lie beneath no claim, and those cost nothing.
        starts = [ref for ref in holes if ref in self._beneath]
        reached = self._walk(starts, lambda ref: self._users.get(ref, ()))
        return frozenset(claim for ref in reached for claim in self._claims.get(ref, ()))

    @staticmethod
    def _walk(starts: Iterable[Ref], step: Callable[[Ref], Iterable[Ref]]) -> frozenset[Ref]:
        """Everything reached from the starts, themselves included."""
        reached = set(starts)
        queue = list(reached)
        while queue:
            fresh = [ref for ref in step(queue.pop()) if ref not in reached]
            reached.update(fresh)
            queue.extend(fresh)
        return frozenset(reached)


def _backing_refs(claim: ClaimReport) -> Iterator[Ref]:
    return (b.ref for b in claim.backings if b.ref and b.backing.role in _BACKS)
