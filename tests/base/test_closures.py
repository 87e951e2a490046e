"""What edges lead to, held against networkx and against loops that cannot be wrong."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from indexer.base.closures import bits, closure, components, layers, reached

graphs = st.integers(1, 8).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, size - 1), max_size=4), min_size=size, max_size=size
    )
)


def _below(edges: list[list[int]]) -> dict[int, set[int]]:
    graph: nx.DiGraph[int] = nx.DiGraph([(at, to) for at, row in enumerate(edges) for to in row])
    graph.add_nodes_from(range(len(edges)))
    return {at: {at, *nx.descendants(graph, at)} for at in range(len(edges))}


@given(graphs)
def test_what_is_reached_is_all_that_is_below(edges: list[list[int]]) -> None:
    below = _below(edges)
    for start in range(len(edges)):
        assert set(reached([start], edges.__getitem__)) == below[start]
    assert set(reached([0, len(edges) - 1], edges.__getitem__)) == below[0] | below[len(edges) - 1]


def test_the_nearer_come_first_and_each_once() -> None:
    edges = {"a": "bc", "b": "da", "c": "d", "d": "eb"}
    assert list(reached("aa", lambda node: edges.get(node, ""))) == ["a", "b", "c", "d", "e"]
    assert list(reached("", lambda node: edges[node])) == []


@given(graphs)
def test_closures_and_their_order(edges: list[list[int]]) -> None:
    below = _below(edges)
    order = layers(edges)
    found = closure(order, edges.__getitem__, lambda node: 1 << node)
    assert {at: set(bits(each)) for at, each in enumerate(found)} == below
    met: set[int] = set()
    for layer in order:
        met |= set(layer)
        assert all(below[node] <= met for node in layer)


@given(graphs)
def test_components_are_the_cycles(edges: list[list[int]]) -> None:
    below = _below(edges)
    for group in components(dict(enumerate(edges))):
        first = group[0]
        assert set(group) == {n for n in below[first] if first in below[n]}
