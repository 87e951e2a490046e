"""Which nodes lead to a source by names, and by sets whose members need nothing, so that nothing
more has to be read to tell how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Protocol

from indexer.names.automation import DERIVED, INSTANCES
from indexer.usegraph.reach import Reach
from indexer.usegraph.uses import Build, Node


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
                if self._known[at]:
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
            drawn = self._drawn(at, node)
            ahead = [target for target in drawn or () if target in self.leading]
            runs = [target for target in drawn or () if target not in self.leading]
            self.draws = self.draws or bool(drawn)
            if not drawn:
                return None
        return ahead if self.runs is None or all(map(self.runs, runs)) else None

    def _drawn(self, at: int, node: Node) -> list[int]:
        """What one may draw on and leads there; nothing where something of it needs something."""
        if node.is_type or any(name[0] == "." for name in node.sets):
            return []
        visibility, place = self._built.table.visibility, self._built.places[at]
        seen, order = visibility.seen(node.number), visibility.order
        found = [
            (name, member)
            for each in (*node.sets, INSTANCES, DERIVED)
            for name, number, start, member in self._joined.get(each, ())
            if seen >> number & 1 and (order[number], start, False) < place
        ]
        if any(self._needs(*one) or self._needs.signs(*one) for one in found):
            return []
        return list(dict.fromkeys(member for _, member in found))

    def _runs(self, at: int, target: int) -> bool:
        notations = self._built.notations
        return self._nodes[at].ref in notations or self._nodes[target].ref in notations
