"""What the graphs show: the neighbourhood of a claim, and the modules with their imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx
from markupsafe import Markup

from indexer.judge.records import ClaimReport
from indexer.scan.records import Ref
from indexer.site import urls
from indexer.site.facts import Facts
from indexer.site.svg import Edge, Node, drawing
from indexer.site.views import Link, ref_link

_MOST = 28  # nodes in the neighbourhood of a claim
_LONGEST = 26


def shortened(name: str) -> str:
    """The last components of a long name, which tell most."""
    parts = name.split(".")
    while len(parts) > 1 and len(".".join(parts)) > _LONGEST:
        parts.pop(0)
    short = ".".join(parts)
    cut = short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…"
    return cut if len(short) == len(name) else "…" + cut


# --- the neighbourhood of a claim ----------------------------------------------------------------


def neighbourhood(
    facts: Facts, report: ClaimReport, root: str
) -> tuple[Markup | None, tuple[Link, ...]]:
    """What a claim rests on, nearest first, as a drawing and as a list; None for nothing."""
    start = [b.ref for b in report.backings if b.ref is not None and b.ref in facts.declarations]
    if not start:
        return None, ()
    claim = report.claim
    chosen, left = _nearest(facts, claim.id, start)
    nodes = [Node("claim", shortened(claim.id), claim.title, None, "claim")]
    nodes += [_declaration_node(facts, ref) for ref in chosen]
    edges = [Edge("claim", _key(ref), "backs") for ref in start]
    uses = facts.given.uses
    edges += [Edge(_key(a), _key(b), uses[a][b]) for a in chosen for b in facts.uses(a)]
    label = f"What the claim {claim.id} rests on: {len(chosen)} declarations"
    links = tuple(ref_link(facts, ref) for ref in chosen)
    more = (Link(f"and {left} more"),) if left else ()
    return drawing(nodes, edges, root, label), links + more


def _nearest(facts: Facts, claim: str, start: Sequence[Ref]) -> tuple[list[Ref], int]:
    """The backings, the ways to every sorry below them, then whatever is nearest, up to a limit."""
    chosen = dict.fromkeys(start)
    for ref in start:
        for way in facts.paths.get((claim, ref), ()):
            if len(chosen) < _MOST:
                chosen |= dict.fromkeys(way)
    queue = list(chosen)
    left: set[Ref] = set()
    for ref in queue:
        for used in facts.uses(ref):
            if used in chosen:
                continue
            if len(chosen) < _MOST:
                chosen[used] = None
                queue.append(used)
            else:
                left.add(used)
    return list(chosen), len(left)


def _key(ref: Ref) -> str:
    return f"{ref.project}/{ref.module}/{ref.name}"


def _declaration_node(facts: Facts, ref: Ref) -> Node:
    found = facts.declarations.get(ref)
    kind = (
        "hole"
        if facts.holds_sorry(ref)
        else "theorem"
        if found and found.kind == "theorem"
        else "def"
    )
    sign = "✗ " if kind == "hole" else ""
    title = f"{ref.name} (holds a sorry)" if kind == "hole" else ref.name
    return Node(_key(ref), sign + shortened(ref.name), title, facts.urls.declaration(ref), kind)


# --- the overview of modules ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Overview:
    """The modules of all projects and their imports, drawn and listed."""

    drawing: Markup
    rows: tuple[tuple[Link, int, int, tuple[Link, ...]], ...]
    folded: bool


_MODULES = 70  # nodes of the overview; beyond that, modules are folded into their namespaces


def overview(facts: Facts) -> Overview:
    """Modules and imports; very many modules are folded into the groups that share a prefix."""
    group = _folding([name for _, name in facts.modules])
    edges: dict[tuple[str, str], None] = {}
    claims: dict[str, int] = {}
    sorries: dict[str, int] = {}
    for (project, name), module in facts.modules.items():
        here = group[name]
        claims[here] = claims.get(here, 0) + sum(
            len(facts.backs.get(ref, ())) for ref in urls.refs(project, module)
        )
        sorries[here] = sorries.get(here, 0) + facts.sorries.get((project, name), 0)
        for imported in module.imports:
            if imported.name in group and group[imported.name] != here:
                edges[here, group[imported.name]] = None
    owner = {group[name]: project for (project, name) in facts.modules}
    nodes = [_module_node(facts, owner[key], key, sorries[key]) for key in sorted(claims)]
    lines = [Edge(imported, here, "import") for imported, here in _not_implied(edges)]
    links = {n.key: Link(n.title.partition(" (")[0], n.url) for n in nodes}
    rows = tuple(
        (links[key], claims[key], sorries[key], tuple(links[b] for a, b in edges if a == key))
        for key in sorted(claims)
    )
    folded = len(claims) < len(facts.modules)
    return Overview(drawing(nodes, lines, "", "Modules and their imports"), rows, folded)


def _folding(names: Sequence[str]) -> dict[str, str]:
    """Each module's group: itself, or its prefix of a length that leaves few enough groups."""
    deepest = max((name.count(".") + 1 for name in names), default=1)
    for depth in range(deepest, 0, -1):
        group = {name: ".".join(name.split(".")[:depth]) for name in names}
        if len(set(group.values())) <= _MODULES:
            return group
    return {name: name[:1] for name in names}


def _not_implied(edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Edges from what is imported to who imports it, without those that follow from others.

    Groups may import each other; then all are kept.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(sorted((imported, here) for here, imported in edges))
    if nx.is_directed_acyclic_graph(graph):
        graph = nx.transitive_reduction(graph)
    return sorted(graph.edges)


def _module_node(facts: Facts, project: str, key: str, sorries: int) -> Node:
    url = facts.urls.module(project, key) if (project, key) in facts.modules else urls.MODULES
    kind = "hole" if sorries else "module"
    title = f"{key} ({sorries} {'sorry' if sorries == 1 else 'sorries'})" if sorries else key
    return Node(key, ("✗ " if sorries else "") + shortened(key), title, url, kind)
