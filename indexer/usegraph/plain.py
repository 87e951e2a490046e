"""Which nodes lead to a source by names, and by sets whose members need nothing, so that nothing
more has to be read to tell how."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set
from typing import Protocol

from indexer.names.automation import DERIVED, INSTANCES
from indexer.usegraph.built import Build
from indexer.usegraph.nodes import Node
from indexer.usegraph.reach import Reach


class Needed(Protocol):
    """What must occur, or be written, where a member of a set is of use."""

    def __call__(self, name: str, node: int, /) -> frozenset[int]:
        """The nodes that must occur."""
        ...

    def signs(self, name: str, node: int, /) -> frozenset[str]:
        """Words of which one must be written; empty for none."""
        ...


class Plain:
    """Asks of nodes among all that `reach` some `sources`, by themselves or by what they `run`,
    whether every step that leads there from them is a name or a notation, or, where there is none,
    the use of a set of which all that leads there needs nothing.

    A field may be let go of once the types in sight are known, and what needs something once these
    are: what has such a step is none of these.
    """

    def __init__(
        self,
        built: Build,
        reach: Reach,
        sources: Iterable[int],
        needs: Needed,
        runs: Plain | None = None,
    ) -> None:
        self.leading: Set[int] = reach.leading
        self.runs = runs
        self.draws = False  # whether any of what was asked leads there by a set
        self._joined = reach.joined
        self._needs = needs
        self.found: set[int] = set()
        self._built = built
        self._nodes = built.nodes
        self._sources = frozenset(sources)
        self._known: dict[int, bool] = {}
        self._lines: dict[str, list[tuple[tuple[int, int, int], str, int]]] = {}
        self._links: dict[tuple[str, int], int] = {}
        self._linked: list[tuple[str, int]] = []

    def __call__(self, node: int) -> bool:
        """Whether one leads there so."""
        path: list[tuple[int, list[int], Iterator[int]]] = []
        self._enter(node, path)
        while path:
            at, ahead, waiting = path[-1]
            following = next((t for t in waiting if t not in self._known), None)
            if following is None:
                path.pop()
                self._known[at] = all(self._known[target] for target in ahead)
                if self._known[at] and at < len(self._nodes):
                    self.found.add(at)
            else:
                self._enter(following, path)
        return self._known[node]

    def _enter(self, at: int, path: list[tuple[int, list[int], Iterator[int]]]) -> None:
        """Begin with a node; until it is known it counts as none, so that no circle is one."""
        if at not in self._known:
            ahead = self._ahead(at)
            self._known[at] = False
            if ahead is not None:
                path.append((at, ahead, iter(ahead)))

    def _ahead(self, at: int) -> list[int] | None:
        """Where the steps of one lead, but for those into what is run; None where not all are names
        or notation."""
        if at >= len(self._nodes):
            return self._before(at)
        if at in self._sources:
            return []
        node = self._nodes[at]
        fields = {target for part in (node.statement, node.body) for _, target in part.fields}
        run = self.runs.leading if self.runs else frozenset[int]()
        if not fields.isdisjoint(self.leading) or not fields.isdisjoint(run):
            return None
        named = (*self._built.programs.get(at, ()), *node.statement.named, *node.body.named)
        ahead = [target for target in named if target != at and target in self.leading]
        runs = [
            target
            for target in named
            if target in run and target not in self.leading and self._runs(at, target)
        ]
        if not ahead and not runs:
            self.draws = True
            return self._drawn(at, node)
        return ahead if self.runs is None or all(map(self.runs, runs)) else None

    def _drawn(self, at: int, node: Node) -> list[int] | None:
        """The sets of which one may draw on what stands before it, as links; None where a field is
        one, or what a type asks for."""
        if node.is_type or any(name[0] == "." for name in node.sets):
            return None
        place = self._built.order.place(at)
        found = []
        for name in (*node.sets, INSTANCES, DERIVED):
            count = bisect_left(self._line(name), (place,))
            found += [self._link(name, count - 1)] if count else []
        return found or None

    def _line(self, name: str) -> list[tuple[tuple[int, int, int], str, int]]:
        """What of a set leads to a source, in its order: where from, the set it is in, the node."""
        if name not in self._lines:
            order = self._built.table.visibility.order
            self._lines[name] = sorted(
                ((order[number], start, 0), own, member)
                for own, number, start, member in self._joined.get(name, ())
            )
        return self._lines[name]

    def _link(self, name: str, at: int) -> int:
        """A number for the first ones of a set, up to one: these are plain when that one is, and
        those before it."""
        if (name, at) not in self._links:
            self._links[name, at] = len(self._nodes) + len(self._links)
            self._linked.append((name, at))
        return self._links[name, at]

    def _before(self, link: int) -> list[int] | None:
        """What a link stands for: the last one, and the link before; None where that one needs
        something."""
        name, at = self._linked[link - len(self._nodes)]
        _, own, member = self._line(name)[at]
        if self._needs(own, member) or self._needs.signs(own, member):
            return None
        before = [self._link(name, at - 1)] if at else []
        if member in self.leading:
            return [*before, member]
        return before if self.runs is None or self.runs(member) else None

    def _runs(self, at: int, target: int) -> bool:
        notations = self._built.notations
        return self._nodes[at].ref in notations or self._nodes[target].ref in notations
