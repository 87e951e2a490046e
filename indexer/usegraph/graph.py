"""The import graph of modules and the use graph of declarations, and what follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, ItemsView, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from indexer.base.closures import bits, closure_among
from indexer.names.automation import IMPLICIT, PROOF, STATEMENT
from indexer.names.notation import Notation
from indexer.names.table import Entry, Table
from indexer.scan.records import Index, ProjectIndex, Ref
from indexer.terms.fingerprint import words
from indexer.usegraph.bound import may_be_bound
from indexer.usegraph.builder import build
from indexer.usegraph.built import Build
from indexer.usegraph.cones import Cones
from indexer.usegraph.instances import Instance
from indexer.usegraph.needs import Needs
from indexer.usegraph.reach import ANYWHERE, Reach
from indexer.usegraph.ways import Way, Ways, certain_targets, no_doubts

if TYPE_CHECKING:  # to import it takes longer than a check of a small project does with graphs
    import networkx as nx

__all__ = [
    "IMPLICIT",
    "PROOF",
    "STATEMENT",
    "Uses",
    "Way",
    "Ways",
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


Bodies = Callable[[Entry], Sequence[str]]
"""A declaration → the words of its body; none where its source cannot be had."""


class Seeming:
    """Whether a node names another only seemingly; what was asked is remembered, since to look
    through a body takes its time."""

    def __init__(self, built: Build, bodies: Bodies) -> None:
        self._built = built
        self._bodies = bodies
        self._known: dict[tuple[int, int], bool] = {}
        self._last: tuple[int, Sequence[str]] = (-1, ())

    def __call__(self, user: int, named: int) -> bool:
        """Whether what `user` seems to name is bound where its one bare word stands."""
        found = self._known.get((user, named))
        if found is None:
            found = self._known[user, named] = self._may_be_bound(user, named)
        return found

    def _may_be_bound(self, user: int, named: int) -> bool:
        node = self._built.nodes[user]
        entry = self._built.entries.get(node.ref)
        if entry is None:
            return False
        if node.body.named.get(named) and named not in node.body.plain:
            return False
        if node.statement.named.get(named) and named not in node.statement.plain:
            return False
        word = node.body.plain.get(named) or node.statement.plain.get(named, "")
        return may_be_bound(self._words(user, entry), word)

    def _words(self, user: int, entry: Entry) -> Sequence[str]:
        if self._last[0] != user:
            said = words(entry.declaration.statement)
            self._last = (user, (*said, "", *self._bodies(entry)))
        return self._last[1]


@dataclass(frozen=True)
class Uses:
    """What every declaration of an index uses; where not all is read, `asked` are the names that
    there will be questions about.

    `edges` has a node for every declaration and for every notation or macro in use; they lead from
    what uses to what is used by name, with how: "statement" or "proof", the stronger that applies.
    What a proof may use without naming it is asked of `ways`.

    `unresolved` counts, per declaration, the names written in it that no declaration of the index
    has: other packages' names, locals and notation.  `written` counts, per word that no declaration
    of the index has, the statements that hold it.
    """

    built: Build
    asked: frozenset[str] = frozenset()

    @property
    def edges(self) -> Mapping[Ref, Mapping[Ref, str]]:
        """What each declaration uses by name or notation, made when it is asked for."""
        return self.built.edges

    @property
    def entries(self) -> Mapping[Ref, Entry]:
        """The declarations."""
        return self.built.entries

    @property
    def table(self) -> Table:
        """All declarations by name."""
        return self.built.table

    @property
    def unresolved(self) -> Mapping[Ref, int]:
        """How many names of each declaration no declaration of the index has."""
        return self.built.unresolved

    @property
    def notations(self) -> Mapping[Ref, Notation]:
        """The notation among the nodes: of what one module sets off alike the first."""
        return self.built.notations

    @property
    def alike(self) -> Mapping[Ref, Sequence[Notation]]:
        """All notation of a node, where there is more than one."""
        return self.built.alike

    @property
    def instances(self) -> Collection[Instance]:
        """All instances."""
        return self.built.instances.values()

    @property
    def written(self) -> Mapping[str, int]:
        """How many statements hold a word that no declaration has."""
        return self.built.written

    def ways(
        self,
        sources: Mapping[Ref, bool],
        programs: Mapping[Ref, bool] | None = None,
        closed: Iterable[Ref] = (),
        bodies: Bodies | None = None,
    ) -> Ways:
        """The ways to some sources: each, and whether it is one for certain.  `programs` are
        sources for those who run them; through what is `closed` no way leads.  `bodies` gives the
        words of a declaration's body, which tell a bound name from a declaration's."""
        numbers = self.built.numbers

        def of(refs: Mapping[Ref, bool]) -> dict[int, bool]:
            return {numbers[ref]: certain for ref, certain in refs.items() if ref in numbers}

        shut = frozenset(numbers[ref] for ref in closed if ref in numbers)
        doubts = self.seeming(bodies) if bodies else None
        return Ways(
            self.built,
            of(sources),
            of(programs or {}),
            self._needs,
            shut,
            doubts or no_doubts,
            self._sight,
        )

    def seeming(self, bodies: Bodies) -> Seeming:
        """Whether one names another only seemingly, as the words of bodies tell."""
        return self._seeming.setdefault(bodies, Seeming(self.built, bodies))

    @cached_property
    def _sight(self) -> int:
        """The modules that what is asked about may see, as a bit set."""
        table = self.table
        entries = (entry for name in self.asked for entry in table.called(name, None))
        numbers = {table.visibility.number(e.project, e.module) for e in entries}
        return self.built.in_sight(numbers)

    @cached_property
    def _seeming(self) -> dict[Bodies, Seeming]:
        """What is known of seeming names, by what gave the bodies."""
        return {}

    def axioms(self, ref: Ref) -> tuple[str, ...]:
        """The names of the projects' axioms that a declaration rests on for certain."""
        at = self.built.numbers[ref]
        within = self._sight if not self.built.is_whole else ANYWHERE
        if not within >> self.built.nodes[at].number & 1:
            within = ANYWHERE
        names, reached = self._axioms(within)
        return tuple(sorted({names[place] for place in bits(reached.get(at, 0))}))

    def _axioms(self, within: int) -> tuple[list[str], Mapping[int, int]]:
        """The axioms in some modules, and for each node there the bit set of those that it leads
        to."""
        if within not in self._known_axioms:
            self._known_axioms[within] = self._find_axioms(within)
        return self._known_axioms[within]

    @cached_property
    def _known_axioms(self) -> dict[int, tuple[list[str], Mapping[int, int]]]:
        return {}

    def _find_axioms(self, within: int) -> tuple[list[str], Mapping[int, int]]:
        nodes, numbers = self.built.nodes, self.built.numbers
        axioms = (r for r, e in self.entries.items() if e.declaration.kind == "axiom")
        places = [numbers[ref] for ref in axioms]
        places = [at for at in places if within >> nodes[at].number & 1]
        own = {at: 1 << place for place, at in enumerate(places)}
        near = Reach(self.built, own, sets=False, within=within).leading
        reached = closure_among(
            self.built.order.among(near),
            lambda at: (t for t, _ in certain_targets(nodes[at])) if at in near else (),
            lambda at: own.get(at, 0),
        )
        return [self.entries[nodes[at].ref].declaration.name for at in places], reached

    @cached_property
    def _needs(self) -> Needs:
        return Needs(self.built)

    def named_uses(self, ref: Ref) -> list[tuple[Ref, str]]:
        """What a declaration uses by name or notation, with the kind of use, in order of name."""
        return sorted(self.out(ref), key=_by_name)

    def plain_uses(self, ref: Ref) -> list[tuple[Ref, str]]:
        """The same for a reader, to whom in a large tree no fields are told."""
        return sorted(self.built.plain_edges.get(ref, _NO_EDGES).items(), key=_by_name)

    @cached_property
    def _users(self) -> Mapping[Ref, list[tuple[Ref, str]]]:
        """What uses each by name or notation."""
        found: dict[Ref, list[tuple[Ref, str]]] = defaultdict(list)
        for user, used in self.edges.items():
            for ref, kind in used.items():
                found[ref].append((user, kind))
        return found

    def named_users(self, ref: Ref) -> list[tuple[Ref, str]]:
        """What uses a declaration by name or notation, with the kind of use, in order of name."""
        if self.built.is_whole or ref not in self.entries:
            return sorted(self._users.get(ref, ()), key=_by_name)
        near = self.built.order.naming(self.built.numbers[ref])
        users = (self.built.nodes[at].ref for at in near)
        edges = self.built.plain_edges
        kinds = ((user, edges.get(user, _NO_EDGES).get(ref)) for user in users)
        return sorted(((user, kind) for user, kind in kinds if kind), key=_by_name)

    def cone(self, start: Ref) -> list[Ref]:
        """The projects' own definitions and notation that the statement of `start` depends on."""
        return self._cones.of(start)

    @cached_property
    def _cones(self) -> Cones:
        return Cones(self.built)

    def out(self, ref: Ref) -> ItemsView[Ref, str]:
        """The edges that lead out of a node, with their kinds."""
        return self.edges.get(ref, _NO_EDGES).items()


_NO_EDGES: dict[Ref, str] = {}


def _by_name(pair: tuple[Ref, str]) -> tuple[str, str, str]:
    return (pair[0].name, pair[0].project, pair[0].module)


def use_graph(index: Index, asked: Iterable[str] | None = None) -> Uses:
    """Resolve the names written in every declaration of the index; where it is known which names
    are `asked` about, only where an answer needs it.  Fields are then all that may be meant, until
    all had to be read."""
    return Uses(build(index, lazily=asked is not None), frozenset(asked or ()))
