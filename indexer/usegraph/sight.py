"""Which types may occur in a declaration: without its type in sight no field is ever meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from indexer.base.closures import bits, closure, layers
from indexer.usegraph.nodes import Found, Member, Node

_MOST_BITS = 1_500_000_000  # of all bit sets of types together


Meanings = Callable[[], list[list[int]]]
"""What the meaning of each node mentions, as things stand; behind the nodes stand the sets of
fields that a great many declarations have."""


def meanings(
    nodes: Sequence[Node],
    members: Mapping[str, Sequence[Member]],
    more: Mapping[int, Sequence[int]] | None = None,
) -> Meanings:
    """What a node mentions in its statement, and in its body if it is no theorem, and `more`."""
    names = sorted(name for name in members if name[0] == ".")
    place = {name: len(nodes) + at for at, name in enumerate(names)}
    behind = [[m.node for m in members[name]] for name in names]

    def of(at: int, node: Node) -> Iterator[int]:
        for part in (node.statement,) if node.proof_only else (node.statement, node.body):
            yield from mentioned(part, place)
        yield from (more or {}).get(at, ())

    return lambda: [*(list(of(at, node)) for at, node in enumerate(nodes)), *behind]


def mentioned(part: Found, place: Mapping[str, int]) -> Iterator[int]:
    """All that a part of a node may mention; `place` gives the sets of fields."""
    yield from part.named
    yield from (target for _, target in part.fields)
    yield from (place[name] for name in part.many)


class Sight:
    """The types that may occur in a declaration: those its words lead to through statements, and
    through the bodies of what is no theorem.

    It starts from all fields that may be meant and then lets go, twice, of those whose type cannot
    occur; what may occur by the first count is a superset of what does, so the second is one too.
    """

    def __init__(self, nodes: list[Node], anchors: list[int], meanings: Meanings) -> None:
        self.nodes = nodes
        self._meanings = meanings
        # where there are too many types to tell them apart, every one may occur everywhere
        self._coarse = len(anchors) * len(nodes) > _MOST_BITS
        self._bit = {a: 1 if self._coarse else 1 << at for at, a in enumerate(anchors)}
        self._anchors = anchors
        self._reached = self._closure()
        for node in nodes:
            self.settle(node)
        self._reached = self._closure()

    def _closure(self) -> list[int]:
        edges = self._meanings()
        return closure(layers(edges), edges.__getitem__, lambda at: self._bit.get(at, 0))

    def settle(self, node: Node) -> None:
        """Let go of fields that cannot be meant."""
        self._let_go(node.statement, node.statement)
        self._let_go(node.body, node.statement, node.body)

    def _let_go(self, part: Found, *seeds: Found) -> None:
        """Keep the fields of `part` whose type may occur."""
        seen = 0
        for seed in seeds:
            for target in seed.named:
                seen |= self._reached[target]
            if seed.many:
                return  # any type may occur
            if seed is not part:
                for _, target in seed.fields:
                    seen |= self._reached[target]
        waiting: dict[int, list[tuple[int, int]]] = defaultdict(list)
        kept: dict[tuple[int, int], None] = {}
        queue: list[tuple[int, int]] = []
        for pair in part.fields:
            bit = self._bit.get(pair[0], 0) if pair[0] >= 0 else 0
            if bit & ~seen:
                waiting[bit].append(pair)
            else:
                queue.append(pair)
        while queue:
            pair = queue.pop()
            kept[pair] = None
            fresh = self._reached[pair[1]] & ~seen
            if fresh:
                seen |= fresh
                for place in bits(fresh):
                    queue += waiting.pop(1 << place, ())
        part.fields = {pair: None for pair in part.fields if pair in kept}
