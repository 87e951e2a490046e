"""The import graph of modules and the use graph of declarations, and what follows from them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from indexer.automation import IMPLICIT, PROOF, STATEMENT, Instance
from indexer.model import Hidden, Index, ProjectIndex, Ref
from indexer.notation import Notation
from indexer.resolve import Entry, Table
from indexer.uses import build

if TYPE_CHECKING:  # to import it takes longer than a check of a small project does with graphs
    import networkx as nx

__all__ = [
    "IMPLICIT",
    "PROOF",
    "STATEMENT",
    "Uses",
    "Witnesses",
    "cycles",
    "import_graph",
    "use_graph",
]


def import_graph(project: ProjectIndex) -> nx.DiGraph[str]:
    """Module names of one project; an edge from a module to each one of the project it imports."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(m.name for m in project.modules)
    own = set(graph)
    for module in project.modules:
        graph.add_edges_from((module.name, i.name) for i in module.imports if i.name in own)
    return graph


def cycles(graph: nx.DiGraph[str]) -> list[list[str]]:
    """Import cycles, each in order and beginning with its smallest name; Lean refuses them."""
    import networkx as nx

    found = []
    for component in nx.strongly_connected_components(graph):
        node = next(iter(component))
        if len(component) > 1 or graph.has_edge(node, node):
            found.append(sorted(component))
    return sorted(found)


@dataclass(frozen=True)
class Uses:
    """What every declaration of an index uses.

    `edges` has a node for every declaration, for every notation or macro in use, and for every set
    that automation may draw on (`labels` names those for people); they lead from what uses to what
    is used, with how: "statement", "proof" or "implicit" (a set, and what is in it), the strongest
    that applies.

    `unresolved` counts, per declaration, the names written in it that no declaration of the index
    has: other packages' names, locals and notation.  `hidden` are the declarations that use a macro
    or notation which leaves a sorry; `marks` what programs among the nodes (elaborators, tactics)
    name that leaves a sorry or goes round the kernel.  `written` counts, per word that no
    declaration of the index has, the statements that hold it.
    """

    edges: Mapping[Ref, Mapping[Ref, str]]
    entries: Mapping[Ref, Entry]
    table: Table
    unresolved: Mapping[Ref, int] = field(default_factory=dict)
    hidden: Mapping[Ref, Hidden] = field(default_factory=dict)
    labels: Mapping[Ref, str] = field(default_factory=dict)
    notations: Mapping[Ref, Notation] = field(default_factory=dict)
    marks: Mapping[Ref, tuple[str, ...]] = field(default_factory=dict)
    instances: tuple[Instance, ...] = ()
    written: Mapping[str, int] = field(default_factory=dict)

    def reachable(self, start: Ref) -> set[Ref]:
        """All that `start` rests on, itself included; sets of automation left out."""
        seen = {start}
        stack = [start]
        while stack:
            for target, _ in self.out(stack.pop()):
                if target not in seen:
                    seen.add(target)
                    stack.append(target)
        return seen.difference(self.labels)

    def witnesses(self, blocks: Callable[[Ref], bool]) -> Witnesses:
        """Paths to the declarations that `blocks`."""
        return Witnesses(self, blocks)

    def is_doubtful(self, path: Iterable[Ref]) -> bool:
        """Whether a path leads through what automation may or may not use."""
        return any(ref in self.labels for ref in path)

    def named_uses(self, ref: Ref) -> list[tuple[Ref, str]]:
        """What a declaration uses by name or notation, with the kind of use, in order of name."""
        return sorted(((b, k) for b, k in self.out(ref) if k != IMPLICIT), key=_by_name)

    @cached_property
    def _users(self) -> Mapping[Ref, list[tuple[Ref, str]]]:
        """What uses each by name or notation."""
        found: dict[Ref, list[tuple[Ref, str]]] = defaultdict(list)
        for user, used in self.edges.items():
            for ref, kind in used.items():
                if kind != IMPLICIT:
                    found[ref].append((user, kind))
        return found

    def named_users(self, ref: Ref) -> list[tuple[Ref, str]]:
        """What uses a declaration by name or notation, with the kind of use, in order of name."""
        return sorted(self._users.get(ref, ()), key=_by_name)

    def implied(self, ref: Ref) -> Iterator[Ref]:
        """What a declaration may use without its text naming it: the members of the sets that its
        tactics draw on, instances, and what the statements of what it names speak of."""
        for named, kind in self.out(ref):
            if kind == IMPLICIT:
                yield from self._members(named)
            else:
                yield from (b for b, k in self.out(named) if k == STATEMENT)

    def _members(self, start: Ref) -> Iterator[Ref]:
        """All that the chain of a set leads to."""
        seen = {start}
        stack = [start]
        while stack:
            for target, _ in self.out(stack.pop()):
                if target in seen:
                    continue
                seen.add(target)
                if target in self.labels:
                    stack.append(target)
                else:
                    yield target

    def cone(self, start: Ref) -> list[Ref]:
        """The projects' own definitions and notation that the statement of `start` depends on:
        followed through the statements of all and the bodies of definitions, not through proofs;
        with the instances that the meaning of one of them may come from."""
        seen: set[Ref] = set()
        stack = [b for b, kind in self.out(start) if kind == STATEMENT]
        waiting = self._meaningful_instances(start)
        while True:
            self._follow(stack, seen, start)
            ready = [i for i in waiting if i.anchors <= seen]
            if not ready:
                break
            waiting = [i for i in waiting if not i.anchors <= seen]
            stack = [i.entry.ref for i in ready]
        return sorted((r for r in seen if not self._is_theorem(r)), key=str)

    def _follow(self, stack: list[Ref], seen: set[Ref], start: Ref) -> None:
        """Add to `seen` all that the meaning of what is on the stack depends on."""
        while stack:
            here = stack.pop()
            if here in seen or here == start:
                continue
            seen.add(here)
            if not self._is_theorem(here):
                stack.extend(b for b, kind in self.out(here) if kind != IMPLICIT)

    def _meaningful_instances(self, start: Ref) -> list[Instance]:
        """Instances of the projects' own types that a statement at `start` may mean."""
        entry = self.entries.get(start)
        if entry is None:
            return []
        return [
            i
            for i in self.instances
            if i.anchors and i.gives_meaning and self.table.sees(entry, i.entry)
        ]

    def out(self, ref: Ref) -> ItemsView[Ref, str]:
        """The edges that lead out of a node, sets of automation included, with their kinds."""
        return self.edges.get(ref, _NO_EDGES).items()

    def _is_theorem(self, ref: Ref) -> bool:
        entry = self.entries.get(ref)
        return entry is not None and entry.declaration.kind == "theorem"


class Witnesses:
    """Shortest paths to declarations that block.

    What leads to none of them is remembered, so that asking for every claim of a catalogue costs
    one pass over all that the claims rest on.
    """

    def __init__(self, uses: Uses, blocks: Callable[[Ref], bool]) -> None:
        self._uses = uses
        self._blocks = blocks
        self._clear: set[Ref] = set()

    def path(self, start: Ref) -> list[Ref] | None:
        """A shortest path from `start` to a declaration that blocks, `start` first; None when there
        is none.  A path of names that are written is preferred to one through what automation may
        use; of several shortest ones the first by name is taken."""
        if not self.leads_there(start):
            return None
        path = self._search(start, implicit=False)
        return path or self._search(start, implicit=True)

    def leads_there(self, start: Ref) -> bool:
        """Whether anything that blocks can be reached from `start`, itself included."""
        seen = {start} - self._clear
        stack = list(seen)
        while stack:
            here = stack.pop()
            if self._is_end(here):
                return True
            for target, _ in self._uses.out(here):
                if target not in seen and target not in self._clear:
                    seen.add(target)
                    stack.append(target)
        self._clear |= seen
        return False

    def _is_end(self, ref: Ref) -> bool:
        return ref not in self._uses.labels and self._blocks(ref)

    def _search(self, start: Ref, *, implicit: bool) -> list[Ref] | None:
        came: dict[Ref, Ref | None] = {start: None}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            if self._is_end(here):
                return self._way(came, here)
            targets = (b for b, kind in self._uses.out(here) if implicit or kind != IMPLICIT)
            for following in sorted((t for t in targets if t not in self._clear), key=str):
                if following not in came:
                    came[following] = here
                    queue.append(following)
        return None

    def _way(self, came: Mapping[Ref, Ref | None], end: Ref) -> list[Ref]:
        """The way back; of several nodes of sets in a row only the last is told."""
        path = [end]
        before = came[end]
        while before is not None:
            if before not in self._uses.labels or path[-1] not in self._uses.labels:
                path.append(before)
            before = came[before]
        return path[::-1]


_NO_EDGES: Mapping[Ref, str] = {}


def _by_name(pair: tuple[Ref, str]) -> tuple[str, str, str]:
    return (pair[0].name, pair[0].project, pair[0].module)


def use_graph(index: Index) -> Uses:
    """Resolve the names written in every declaration of the index."""
    made = build(index)
    return Uses(
        made.edges,
        made.entries,
        made.table,
        made.unresolved,
        made.hidden,
        made.chains.labels,
        made.notations,
        made.marks,
        made.instances,
        made.written,
    )
