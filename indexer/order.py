"""Closures over graphs that may hold cycles, as bit sets: each node's is computed once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import networkx as nx

Node = TypeVar("Node", bound=Hashable)


def components(graph: Mapping[Node, Iterable[Node]]) -> list[list[Node]]:
    """The nodes of a graph in groups: those of a cycle together, each group after all that its
    edges lead to."""
    made: nx.DiGraph[Node] = nx.DiGraph()
    made.add_nodes_from(graph)
    made.add_edges_from((node, target) for node, row in graph.items() for target in row)
    # Tarjan's algorithm yields a component after all those it leads to
    return [list(component) for component in nx.strongly_connected_components(made)]


def layers(edges: Sequence[Iterable[int]]) -> list[list[int]]:
    """The nodes 0, 1, … in an order in which every node comes after all that its edges lead to;
    those of a cycle stand together, sorted."""
    return [sorted(component) for component in components(dict(enumerate(edges)))]


def closure(
    ordered: Sequence[Sequence[int]],
    step: Callable[[int], Iterable[int]],
    own: Callable[[int], int],
) -> list[int]:
    """For each node the union of `own` over all nodes that `step` leads to, itself included; step
    must not lead outside of the edges that `ordered` was made from by `layers`."""
    reached = [0] * sum(map(len, ordered))
    for layer in ordered:
        union = 0
        for node in layer:
            union |= own(node)
            for following in step(node):
                union |= reached[following]
        for node in layer:
            reached[node] = union
    return reached


def union(sets: Iterable[int]) -> int:
    """All that is in one of some bit sets."""
    found = 0
    for each in sets:
        found |= each
    return found


def bits(number: int) -> Iterable[int]:
    """The places of the ones in a bit set, lowest first."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
