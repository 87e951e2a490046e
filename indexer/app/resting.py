"""Which claims rest on a declaration, and which wait for one that leaves a proof out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from functools import cached_property

from indexer.app.survey import Survey
from indexer.base.closures import bits, closure, union
from indexer.claims.records import Role
from indexer.judge.records import ClaimReport
from indexer.scan.records import Ref
from indexer.usegraph.reach import Reach
from indexer.usegraph.ways import certain_targets

_CARRIES = (Role.EXACT, Role.STRONGER)


class Resting:
    """What rests on what in one survey.  What is certain is handed down from the claims in one
    pass; what is possible is asked for one declaration at a time, and in a large tree not at all:
    there it takes minutes."""

    def __init__(self, found: Survey) -> None:
        self._found = found
        self._built = found.uses.built
        self._claims = [
            (c, [b.ref for b in c.backings if b.ref and b.backing.role in _CARRIES])
            for c in found.report.claims
        ]
        self._known: dict[Ref, list[tuple[ClaimReport, bool]]] = {}

    @property
    def tells_possible(self) -> bool:
        """Whether claims are told that may rest on a declaration, where text cannot tell."""
        return not self._found.index.is_large

    def on(self, ref: Ref) -> list[tuple[ClaimReport, bool]]:
        """The claims that fall with a declaration, in the order of the catalogue, and whether that
        is certain: their proofs, or the statements of these, lead to it."""
        if ref not in self._known:
            self._known[ref] = self._find(ref)
        return self._known[ref]

    def count(self, ref: Ref) -> int:
        """How many claims rest on a declaration for certain."""
        at = self._built.numbers.get(ref)
        return self._above[at].bit_count() if at is not None else 0

    def _find(self, ref: Ref) -> list[tuple[ClaimReport, bool]]:
        if self.tells_possible:
            ways = self._found.uses.ways({ref: True}, bodies=self._found.judge.reader.body)
            return [
                (claim, any(ways.certain(b) for b in carried))
                for claim, carried in self._claims
                if any(ways.certain(b) or ways.possible(b) for b in carried)
            ]
        at = self._built.numbers.get(ref)
        if at is None or not self._above[at]:
            return []
        leading = self._leading(at)
        numbers = self._built.numbers
        above = (self._claims[place] for place in bits(self._above[at]))
        return [
            (claim, True)
            for claim, carried in above
            if any(numbers.get(b) in leading for b in carried)
        ]

    @cached_property
    def _above(self) -> list[int]:
        """For each node the bit set of the claims that rest on it for certain."""
        built = self._built
        found = [0] * len(built.nodes)
        for number, (_, carried) in enumerate(self._claims):
            for ref in carried:
                if ref in built.numbers:
                    found[built.numbers[ref]] |= 1 << number
        for layer in reversed(built.order.groups):
            here = union(found[at] for at in layer)
            if not here:  # what no claim leads to need not be read
                continue
            for at in layer:
                found[at] = here
                for target, _ in certain_targets(built.nodes[at]):
                    found[target] |= here
        return found

    @cached_property
    def _users(self) -> Mapping[int, list[int]]:
        """What uses a node for certain, among all that claims lead to."""
        found: dict[int, list[int]] = defaultdict(list)
        for at, above in enumerate(self._above):
            for target, _ in certain_targets(self._built.nodes[at]) if above else ():
                found[target].append(at)
        return found

    def _leading(self, at: int) -> Set[int]:
        """All between claims and a node that lead there for certain, and not only seemingly."""
        seems = self._found.uses.seeming(self._found.judge.reader.body)
        seen = {at}
        queue = [at]
        for node in queue:
            for user in self._users.get(node, ()):
                if user not in seen and not seems(user, node):
                    seen.add(user)
                    queue.append(user)
        return seen

    # --- what leaves a proof out ------------------------------------------------------------------

    @cached_property
    def waiting(self) -> dict[Ref, list[str]]:
        """What leaves a proof out → the claims that rest on it for certain and so wait for it."""
        holes, reached = self._reached
        numbers = self._built.numbers
        found: dict[Ref, list[str]] = defaultdict(list)
        for claim, carried in self._claims:
            under = union(reached[numbers[ref]] for ref in carried if ref in numbers)
            for at in bits(under):
                found[holes[at]].append(claim.claim.id)
        return found

    def is_ready(self, ref: Ref) -> bool:
        """Whether nothing that a declaration uses for certain leaves a proof out itself."""
        holes, reached = self._reached
        at = self._built.numbers.get(ref)
        return at is None or all(holes[bit] == ref for bit in bits(reached[at]))

    @cached_property
    def _reached(self) -> tuple[list[Ref], list[int]]:
        """What leaves a proof out, and for each node the bit set of those that it leads to for
        certain; of what leads to none, nothing is read."""
        built = self._built
        holes = list(dict.fromkeys(t.ref for t in self._found.troubles.all if t.leaves_sorry))
        own = {built.numbers[r]: 1 << at for at, r in enumerate(holes) if r in built.numbers}
        if not own:
            return holes, [0] * len(built.nodes)
        near = Reach(built, own, sets=False).leading
        reached = closure(
            built.order.groups,
            lambda at: (t for t, _ in certain_targets(built.nodes[at])) if at in near else (),
            lambda at: own.get(at, 0),
        )
        return holes, reached
