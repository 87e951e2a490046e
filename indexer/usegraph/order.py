"""The order of all nodes, in which all that one may use comes before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence, Set
from functools import cached_property

from indexer.base.closures import layers
from indexer.names.scopes import mutual_blocks
from indexer.names.table import Table
from indexer.scan.records import Ref
from indexer.usegraph.nodes import Node
from indexer.usegraph.written import Written, written_in


class Order:
    """The order of the nodes of one use graph, made one module at a time; `by_module` are the nodes
    of each module, `alike` those that several notations share, and `whole` tells that all nodes
    were read."""

    def __init__(
        self,
        nodes: Sequence[Node],
        by_module: Sequence[Sequence[int]],
        table: Table,
        alike: Container[Ref],
        words: Written,
        *,
        whole: bool,
    ) -> None:
        self._nodes = nodes
        self._by_module = by_module
        self._table = table
        self._alike = alike
        self._words = words
        self._is_whole = whole
        self._known: dict[int, list[list[int]]] = {}

    def place(self, node: int) -> tuple[int, int, int]:
        """Where a node stands in an order in which all that it may use comes before it, but for
        what is of the same `mutual` block; notation comes before what follows it."""
        each = self._nodes[node]
        return (
            self._table.visibility.order[each.number],
            each.start,
            each.ref in self._table.entries,
        )

    @property
    def modules(self) -> Iterable[int]:
        """The numbers of all modules, those that one imports before it."""
        return self._table.visibility.order

    @cached_property
    def groups(self) -> list[list[int]]:
        """All nodes in that order, those of a cycle together."""
        return [group for number in self.modules for group in self.of_module(number)]

    def among(self, nodes: Iterable[int]) -> Iterator[list[int]]:
        """The groups of some nodes."""
        wanted = frozenset(nodes)
        numbers = {self._nodes[node].number for node in wanted}
        for number in sorted(numbers, key=self._table.visibility.order.__getitem__):
            yield from (g for g in self.of_module(number) if not wanted.isdisjoint(g))

    def of_module(self, number: int) -> list[list[int]]:
        """The groups of a module: what names something later stands in the same module."""
        if number not in self._known:
            self._known[number] = self._of_module(number)
        return self._known[number]

    def _of_module(self, number: int) -> list[list[int]]:
        line = sorted(self._by_module[number], key=self.place)
        at = {node: here for here, node in enumerate(line)}
        late: list[tuple[int, int]] = []
        for node in line if self._is_whole else self._looking_ahead(line, number):
            named = (*self._nodes[node].statement.named, *self._nodes[node].body.named)
            last = max((at[t] for t in named if t in at), default=0)
            if last > at[node]:
                late.append((at[node], last))
        return list(_unwound(line, sorted(late), lambda n: self._nodes[n]))

    def _looking_ahead(self, line: Sequence[int], number: int) -> Iterator[int]:
        """Those of a module that may name what stands later in it: what begins at the same offset
        as that, stands with it in a `mutual` block, or is declared more than once; and writes a
        word of its name."""
        together: dict[tuple[int, int], list[int]] = defaultdict(list)
        blocks = mutual_blocks(self._table.visibility.modules[number][1])
        for node in line:
            ref = self._nodes[node].ref
            entries = self._table.entries.get(ref, ())
            together[self._nodes[node].start, -1].append(node)
            for inside in {blocks[e.declaration.scope] for e in entries if blocks} - {-1}:
                together[-1, inside].append(node)
            if ref in self._alike or len(entries) > 1:
                yield node
        for group in together.values():
            if len(group) > 1:
                lasts = self._lasts(group)
                yield from (node for node in group if self._writes_any(node, lasts))

    def naming(self, node: int) -> Iterator[int]:
        """Those that may name a declaration, told by the words that they write."""
        lasts = self._lasts([node])
        for number, nodes in enumerate(self._by_module):
            if self._words.holds_any(number, lasts):
                yield from (at for at in nodes if self._writes_any(at, lasts))
            else:
                yield from (at for at in nodes if self._nodes[at].ref not in self._table.entries)

    def _lasts(self, nodes: Iterable[int]) -> Set[str]:
        """The last components of all names of some nodes."""
        entries = self._table.entries
        return self._words.lasts(e for at in nodes for e in entries.get(self._nodes[at].ref, ()))

    def _writes_any(self, node: int, lasts: Set[str]) -> bool:
        """Whether a node may name one of these; of what is no declaration it is not asked."""
        entries = self._table.entries.get(self._nodes[node].ref)
        if not entries or not lasts.isdisjoint(self._words.in_variables(self._nodes[node].number)):
            return True
        return any(not lasts.isdisjoint(written_in(entry.declaration)) for entry in entries)


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
