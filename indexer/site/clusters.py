"""Graphs that are too large for one look: which edges say something, which nodes go together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import networkx as nx

Pair = tuple[str, str]
"""An edge: what is used (drawn above), and what uses it."""


def not_implied(edges: Iterable[Pair]) -> list[Pair]:
    """The edges without those that follow from others (transitive reduction), in order; within a
    cycle all are kept."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(sorted(edges))
    whole = nx.condensation(graph)
    of = whole.graph["mapping"]
    kept = set(nx.transitive_reduction(whole).edges)
    return sorted((a, b) for a, b in graph.edges if of[a] == of[b] or (of[a], of[b]) in kept)


def levels(keys: Iterable[str], edges: Iterable[Pair]) -> dict[str, int]:
    """How far each node stands above what uses nothing: 0 for that; a cycle is on one level."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(keys)
    graph.add_edges_from(edges)
    whole = nx.condensation(graph)
    found: dict[str, int] = {}
    for level, members in enumerate(nx.topological_generations(whole)):
        found |= {key: level for member in members for key in whole.nodes[member]["members"]}
    return found


def folded(names: Sequence[str], most: int) -> dict[str, str]:
    """Each dotted name's group: itself, or its prefix of a length that leaves few enough groups;
    where even the shortest prefixes that differ are too many, those."""
    depths = range(max((name.count(".") + 1 for name in names), default=1), 0, -1)
    group = {name: name for name in names}
    for depth in depths:
        shorter = {name: ".".join(name.split(".")[:depth]) for name in names}
        if len(set(shorter.values())) == 1 and len(names) > 1:
            break
        group = shorter
        if len(set(group.values())) <= most:
            break
    return group
