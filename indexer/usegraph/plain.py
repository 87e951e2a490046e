"""Which nodes lead to a source by names alone, so that nothing more has to be read to tell how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from indexer.usegraph.uses import Build


class Plain:
    """Asks of nodes among all that are `leading` to some `sources`, by names or by what they `run`,
    whether every step that leads there from them is a name or a notation.

    A field may be let go of once the types in sight are known, and a member of a set once it is
    known what it needs: what has such a step is none of these.
    """

    def __init__(
        self, built: Build, leading: Set[int], sources: Iterable[int], runs: Plain | None
    ) -> None:
        self.leading = leading
        self.runs = runs
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
            return None
        return ahead if self.runs is None or all(map(self.runs, runs)) else None

    def _runs(self, at: int, target: int) -> bool:
        notations = self._built.notations
        return self._nodes[at].ref in notations or self._nodes[target].ref in notations
