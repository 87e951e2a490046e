"""The import graph of modules and the use graph of declarations, and what follows from them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import networkx as nx

from indexer.fingerprint import variable_names
from indexer.lean.names import canonical
from indexer.model import Declaration, Hidden, Index, Module, ProjectIndex, Ref
from indexer.resolve import Entry, Resolver, Table

# Tactics that use what nobody names: simp sets, ext lemmas, grind patterns, instances.
_AUTOMATION: Mapping[str, frozenset[str]] = {
    "simp": frozenset(
        "simp simp_all simpa simp_rw dsimp norm_num field_simp push_cast aesop simp_arith".split()
    ),
    "grind": frozenset({"grind"}),
    "ext": frozenset({"ext", "ext1", "aesop"}),
    "aesop": frozenset({"aesop"}),
}


def import_graph(project: ProjectIndex) -> nx.DiGraph[str]:
    """Module names of one project; an edge from a module to each one of the project it imports."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(m.name for m in project.modules)
    own = set(graph)
    for module in project.modules:
        graph.add_edges_from((module.name, i.name) for i in module.imports if i.name in own)
    return graph


def cycles(graph: nx.DiGraph[str]) -> list[list[str]]:
    """Import cycles, each in order and beginning with its smallest name; Lean refuses them."""
    found = []
    for component in nx.strongly_connected_components(graph):
        node = next(iter(component))
        if len(component) > 1 or graph.has_edge(node, node):
            found.append(sorted(component))
    return sorted(found)


def import_order(indexes: Iterable[ProjectIndex]) -> list[tuple[str, str]]:
    """(project id, module name) of all modules, each after those it imports, by name otherwise."""
    graph: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
    home: dict[str, tuple[str, str]] = {}
    modules = [(p.project.id, m) for p in indexes for m in p.modules]
    for project, module in modules:
        home.setdefault(module.name, (project, module.name))
        graph.add_node((project, module.name))
    for project, module in modules:
        for item in module.imports:
            if item.name in home:
                graph.add_edge(home[item.name], (project, module.name))
    return list(nx.lexicographical_topological_sort(graph))


@dataclass(frozen=True, slots=True)
class Uses:
    """What every declaration of an index uses.

    `graph` has a node for every Ref and an edge for every use; the edge attribute `kind` is
    "statement", "proof" or "implicit" (an attribute set that automation may draw on), the
    strongest that applies.  `unresolved` counts, per Ref, the names written in it that no
    declaration of the index has: other packages' names, locals and notation.
    """

    graph: nx.DiGraph[Ref]
    entries: Mapping[Ref, Entry]
    table: Table
    unresolved: Mapping[Ref, int] = field(default_factory=dict)
    hidden: Mapping[Ref, Hidden] = field(default_factory=dict)

    def reachable(self, start: Ref) -> set[Ref]:
        """All that `start` rests on, itself included."""
        return {start, *nx.descendants(self.graph, start)} if start in self.graph else {start}

    def witness(self, start: Ref, blocks: Callable[[Ref], bool]) -> list[Ref] | None:
        """The shortest path from `start` to a declaration that `blocks`, `start` first; None when
        there is none.  Of several shortest ones the first by name."""
        if start not in self.graph:
            return [start] if blocks(start) else None
        came: dict[Ref, Ref | None] = {start: None}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            if blocks(here):
                return _path(came, here)
            for following in sorted(self.graph.successors(here), key=str):
                if following not in came:
                    came[following] = here
                    queue.append(following)
        return None

    def cone(self, start: Ref) -> list[Ref]:
        """The project's own definitions that the statement of `start` depends on: followed through
        the statements of all and the bodies of definitions, not through proofs."""
        seen: set[Ref] = set()
        stack = self._statement_uses(start)
        while stack:
            here = stack.pop()
            if here in seen or here == start:
                continue
            seen.add(here)
            stack.extend(self._meaning_uses(here))
        return sorted((r for r in seen if not self._is_theorem(r)), key=str)

    def _statement_uses(self, ref: Ref) -> list[Ref]:
        return [b for b, kind in self._out(ref) if kind == "statement"]

    def _meaning_uses(self, ref: Ref) -> list[Ref]:
        if self._is_theorem(ref):
            return []
        return [b for b, kind in self._out(ref) if kind != "implicit"]

    def _out(self, ref: Ref) -> list[tuple[Ref, str]]:
        if ref not in self.graph:
            return []
        edges: Iterable[tuple[Ref, Ref, str]] = self.graph.out_edges(ref, data="kind")
        return [(b, kind) for _, b, kind in edges]

    def _is_theorem(self, ref: Ref) -> bool:
        entry = self.entries.get(ref)
        return entry is not None and entry.declaration.kind == "theorem"


def _path(came: Mapping[Ref, Ref | None], end: Ref) -> list[Ref]:
    path = [end]
    while (before := came[path[-1]]) is not None:
        path.append(before)
    return path[::-1]


def use_graph(index: Index) -> Uses:
    """Resolve the names written in every declaration of the index."""
    table = Table(index)
    graph: nx.DiGraph[Ref] = nx.DiGraph()
    entries: dict[Ref, Entry] = {}
    unresolved: dict[Ref, int] = {}
    hidden: dict[Ref, Hidden] = {}
    for project in index.projects:
        for module in project.modules:
            builder = _ModuleUses(table, project, module)
            for ref, declaration in builder.declarations():
                entries.setdefault(ref, Entry(ref, declaration, module, project))
                graph.add_node(ref)
                unresolved[ref] = builder.add_edges(graph, ref, declaration)
                trick = builder.hidden_in(declaration)
                if trick is not None:
                    hidden[ref] = trick
    return Uses(graph, entries, table, unresolved, hidden)


class _ModuleUses:
    """The uses of one module's declarations."""

    def __init__(self, table: Table, project: ProjectIndex, module: Module) -> None:
        self.table = table
        self.project = project
        self.module = module
        self.resolver = Resolver(table, module, project)
        self.automation = self._automation_sets()
        self.instances = self._instances()
        self.tricks = self._tricks()

    def declarations(self) -> Iterator[tuple[Ref, Declaration]]:
        for declaration in self.module.declarations:
            name = canonical(declaration.name)
            yield Ref(self.project.project.id, self.module.name, name), declaration

    def add_edges(self, graph: nx.DiGraph[Ref], ref: Ref, declaration: Declaration) -> int:
        """Add the edges of one declaration; returns how many names stayed unresolved."""
        unresolved = 0
        # weakest first, so that the strongest kind of an edge is what stays
        for target in self._implicit(declaration):
            _edge(graph, ref, target.ref, "implicit")
        for words, kind in (
            (declaration.body_names, "proof"),
            (self._context_names(declaration), "statement"),
            (declaration.parents, "statement"),
            (declaration.statement_names, "statement"),
        ):
            for word in words:
                found = self.resolver.resolve(word, declaration)
                unresolved += not found
                for entry in found:
                    _edge(graph, ref, entry.ref, kind)
        return unresolved

    def _context_names(self, declaration: Declaration) -> tuple[str, ...]:
        """Names in the `variable`s that a declaration takes over from its scope."""
        return variable_names(self.module, declaration)

    def _visible_entries(self) -> Iterator[Entry]:
        for name in sorted(self.resolver.visible):
            for project, module in self.table.modules.get(name, ()):
                for declaration in module.declarations:
                    ref = Ref(project.project.id, module.name, canonical(declaration.name))
                    yield Entry(ref, declaration, module, project)

    def _automation_sets(self) -> dict[str, list[Entry]]:
        """Visible declarations by the attribute set they join."""
        sets: dict[str, list[Entry]] = {name: [] for name in _AUTOMATION}
        for entry in self._visible_entries():
            for attribute in entry.declaration.attributes:
                for name, members in sets.items():
                    if name in attribute:
                        members.append(entry)
        return sets

    def _instances(self) -> list[tuple[frozenset[str], Entry]]:
        """Visible instances with the words of their statement: unification finds them unnamed."""
        found = []
        for entry in self._visible_entries():
            declaration = entry.declaration
            if declaration.kind == "instance" or "instance" in " ".join(declaration.attributes):
                words = frozenset(w for w in declaration.statement_names if "." not in w[:1])
                found.append((words, entry))
        return found

    def _implicit(self, declaration: Declaration) -> Iterator[Entry]:
        words = set(declaration.body_names)
        for name, tactics in _AUTOMATION.items():
            if not tactics.isdisjoint(words):
                yield from self.automation[name]

    def _tricks(self) -> dict[str, Hidden]:
        """Words of visible notation and macros that expand to a sorry."""
        found: dict[str, Hidden] = {}
        for name in self.resolver.visible:
            for _, module in self.table.modules.get(name, ()):
                for hidden in module.hidden:
                    found.update(dict.fromkeys(hidden.words, hidden))
        return found

    def hidden_in(self, declaration: Declaration) -> Hidden | None:
        """The notation or macro with a sorry inside that a declaration uses, if any."""
        if not self.tricks:
            return None
        words = {declaration.keyword, *declaration.statement_names, *declaration.body_names}
        for word, hidden in self.tricks.items():
            if word in words or (not word.isidentifier() and word in declaration.statement):
                return hidden
        return None


def _edge(graph: nx.DiGraph[Ref], start: Ref, end: Ref, kind: str) -> None:
    if start != end:
        graph.add_edge(start, end, kind=kind)
