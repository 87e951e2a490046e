"""The order of all nodes, in which all that one may use comes before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence, Set
from functools import cached_property

from indexer.base.closures import layers
from indexer.lean.names import halves
from indexer.names.scopes import mutual_blocks
from indexer.names.table import Table
from indexer.scan.records import Ref
from indexer.usegraph.nodes import Node
from indexer.usegraph.written import Written, parts_of


class Order:
    """The order of the nodes of one use graph; `alike` are those that several notations share, and
    `whole` tells that all nodes were read."""

    def __init__(
        self,
        nodes: Sequence[Node],
        table: Table,
        alike: Container[Ref],
        words: Written,
        *,
        whole: bool,
    ) -> None:
        self._nodes = nodes
        self._table = table
        self._alike = alike
        self._words = words
        self._is_whole = whole

    @cached_property
    def places(self) -> list[tuple[int, int, int]]:
        """Where each node stands in an order in which all that it may use comes before it, but for
        what is of the same `mutual` block; notation comes before what follows it."""
        order, entries = self._table.visibility.order, self._table.entries
        return [(order[n.number], n.start, n.ref in entries) for n in self._nodes]

    @cached_property
    def groups(self) -> list[list[int]]:
        """All nodes in that order, those of a cycle together."""
        places = self.places
        line = sorted(range(len(self._nodes)), key=places.__getitem__)
        at = [0] * len(line)
        for here, node in enumerate(line):
            at[node] = here
        late: list[tuple[int, int]] = []
        for node in line if self._is_whole else self._looking_ahead(line):
            named = (*self._nodes[node].statement.named, *self._nodes[node].body.named)
            last = max((at[t] for t in named), default=0)
            if last > at[node] and places[line[last]][0] == places[node][0]:
                late.append((at[node], last))
        return list(_unwound(line, sorted(late), lambda n: self._nodes[n]))

    @cached_property
    def rank(self) -> list[int]:
        """Where each node stands in that order."""
        found = [0] * len(self._nodes)
        for at, group in enumerate(self.groups):
            for node in group:
                found[node] = at
        return found

    def _looking_ahead(self, line: Sequence[int]) -> Iterator[int]:
        """Those of a line that may name what stands later in it: what begins at the same offset as
        that, stands with it in a `mutual` block, or is declared more than once; and writes a word
        of its name."""
        together: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        blocks: dict[int, Sequence[int]] = {}
        for node in line:
            ref, number = self._nodes[node].ref, self._nodes[node].number
            entries = self._table.entries.get(ref, ())
            if number not in blocks:
                blocks[number] = mutual_blocks(self._table.visibility.modules[number][1])
            inside = (
                max((blocks[number][e.declaration.scope] for e in entries), default=-1)
                if blocks[number]
                else -1
            )
            order, start, _ = self.places[node]
            together[(order, -1, inside) if inside >= 0 else (order, start, -1)].append(node)
            if ref in self._alike or len(entries) > 1:
                yield node
        for group in together.values():
            if len(group) > 1:
                lasts = self._lasts(group)
                yield from (node for node in group if self._writes_any(node, lasts))

    def _lasts(self, nodes: Iterable[int]) -> Set[str]:
        """The last components of all names of some nodes."""
        names = (
            name
            for node in nodes
            for entry in self._table.entries.get(self._nodes[node].ref, ())
            for name in (
                entry.ref.name,
                *entry.declaration.members,
                *self._words.made.get(node, ()),
            )
        )
        found = dict.fromkeys(halves(name)[1] for name in names)
        queue = list(found)
        for part in queue:
            fresh = [other for other in self._words.other_names.get(part, ()) if other not in found]
            found.update(dict.fromkeys(fresh))
            queue += fresh
        return found.keys()

    def _writes_any(self, node: int, lasts: Set[str]) -> bool:
        """Whether a node may name one of these; of what is no declaration it is not asked."""
        entries = self._table.entries.get(self._nodes[node].ref)
        number = self._nodes[node].number
        if not entries or any(number in self._words.in_variables.get(w, ()) for w in lasts):
            return True
        return any(
            not lasts.isdisjoint(parts_of(word))
            for entry in entries
            for word in (*entry.declaration.statement_names, *entry.declaration.body_names)
        )


def _unwound(
    line: list[int], late: Iterable[tuple[int, int]], node: Callable[[int], Node]
) -> Iterator[list[int]]:
    """The nodes of a line, where some name what stands later: each stretch between such a node and
    what it names is put in order by itself."""
    done = 0
    for start, end in _merged(late):
        yield from ([here] for here in line[done:start])
        stretch = line[start : end + 1]
        inside = {here: at for at, here in enumerate(stretch)}
        edges = [
            [
                inside[t]
                for part in (node(n).statement, node(n).body)
                for t in part.named
                if t in inside
            ]
            for n in stretch
        ]
        yield from ([stretch[at] for at in layer] for layer in layers(edges))
        done = end + 1
    yield from ([here] for here in line[done:])


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges that overlap as one; they come in order of their starts."""
    found: list[tuple[int, int]] = []
    for start, end in ranges:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
