"""Which claims fall by which hole: the use graph, walked from holes back to claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import networkx as nx

from indexer.model import ClaimReport, Ref, Report, Role, Standing

BY_HOLE = frozenset({Standing.SORRY, Standing.TAINTED, Standing.ASSUMES})
"""The standings that a hole can cause."""

_BACKS = frozenset({Role.EXACT, Role.STRONGER})


class Blame:
    """Answers, for holes of one report, which claims are not covered because of them.

    `uses` has an edge from each declaration to every one it uses.
    """

    def __init__(self, report: Report, uses: nx.DiGraph[Ref]) -> None:
        self._uses = uses
        self._claims: dict[Ref, list[str]] = defaultdict(list)
        for claim in report.claims:
            if claim.standing in BY_HOLE:
                for ref in _backing_refs(claim):
                    self._claims[ref].append(claim.claim.id)
        self._beneath = self._walk(self._claims, self._used_by)

    def claims_of(self, holes: Iterable[Ref]) -> frozenset[str]:
        """Ids of the claims that rest on any of the holes and are not covered."""
        # Most holes lie beneath no claim, and those cost nothing.
        starts = [ref for ref in holes if ref in self._beneath]
        reached = self._walk(starts, self._users_of)
        return frozenset(claim for ref in reached for claim in self._claims.get(ref, ()))

    def _used_by(self, ref: Ref) -> Iterator[Ref]:
        return iter(self._uses.successors(ref)) if ref in self._uses else iter(())

    def _users_of(self, ref: Ref) -> Iterator[Ref]:
        users = self._uses.predecessors(ref) if ref in self._uses else ()
        return (user for user in users if user in self._beneath)

    @staticmethod
    def _walk(starts: Iterable[Ref], step: Callable[[Ref], Iterator[Ref]]) -> frozenset[Ref]:
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
