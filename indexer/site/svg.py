"""Layered drawings of small graphs, laid out at build time and drawn as SVG; every node is a link.

The layout is the classic one (Sugiyama): layers from left to right by longest path, a stand-in on
every layer that an edge crosses, order within a layer by the mean place of the neighbours, swept
a fixed number of times.  It is small because the graphs are: a page shows a few dozen nodes, and
lists what it shows in words as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import networkx as nx
from markupsafe import Markup

_ROW, _LANE, _GAP, _PAD, _LETTER = 36, 12, 56, 12, 7.3
_BOX = _ROW - 8
_SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Node:
    """A node: what stands on it, its full title, where it leads, and its kind (for style)."""

    key: str
    label: str
    title: str
    url: str | None
    kind: str


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """An edge between two nodes' keys; `kind` is "statement", "proof", "backs" or "import"."""

    source: str
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node or stand-in lies: its left end, its middle height, its width."""

    x: int
    y: int
    wide: int


_Lane = tuple[str, str, int]
"""The stand-in of an edge (source, target) on a layer."""
_Item = Node | _Lane


def drawing(nodes: Sequence[Node], edges: Iterable[Edge], root: str, label: str) -> Markup:
    """The graph as SVG, nodes to the left of what they lead to.

    `root` leads from the page to the site's root; `label` says what the drawing shows.
    """
    keys = {n.key for n in nodes}
    between = {e for e in edges if e.source in keys and e.target in keys}
    known = sorted(e for e in between if e.source != e.target)
    level = _levels(
        topological([n.key for n in nodes], ((e.source, e.target) for e in known)), known
    )
    layers = _layers(nodes, known, level)
    _sort(layers, known, level)
    places, width, height = _placed(layers)
    lines = [_line(e, _route(e, level, places)) for e in known]
    boxes = [_box(n, places[n.key], root) for n in nodes]
    inner = "".join((_ARROW, *lines, *boxes))
    return Markup(
        f'<svg class="graph" role="group" aria-label="{escape(label)}" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}">{inner}</svg>'
    )


_ARROW = (
    '<marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .5 8 4 0 7.5z"/></marker>'
)


# --- layout ---------------------------------------------------------------------------------------


def topological(keys: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[str]:
    """The keys, each before those it leads to, by name otherwise; a cycle stays together."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(keys)
    graph.add_edges_from(edges)
    whole = nx.condensation(graph)
    order = nx.lexicographical_topological_sort(whole, key=lambda n: min(whole.nodes[n]["members"]))
    return [key for component in order for key in sorted(whole.nodes[component]["members"])]


def _levels(order: Sequence[str], edges: Iterable[Edge]) -> dict[str, int]:
    """The layer of every node: its longest path along edges that lead forward in the order."""
    at = {key: number for number, key in enumerate(order)}
    before: dict[str, list[str]] = {key: [] for key in order}
    for edge in edges:
        if at[edge.source] < at[edge.target]:
            before[edge.target].append(edge.source)
    level: dict[str, int] = {}
    for key in order:
        level[key] = max((level[b] + 1 for b in before[key]), default=0)
    return level


def _lanes(edge: Edge, level: Mapping[str, int]) -> list[_Lane]:
    """The stand-ins of an edge on the layers between its ends."""
    between = range(level[edge.source] + 1, level[edge.target])
    return [(edge.source, edge.target, at) for at in between]


def _layers(
    nodes: Sequence[Node], edges: Sequence[Edge], level: Mapping[str, int]
) -> list[list[_Item]]:
    layers: list[list[_Item]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for node in nodes:
        layers[level[node.key]].append(node)
    for lane in dict.fromkeys(lane for edge in edges for lane in _lanes(edge, level)):
        layers[lane[2]].append(lane)
    return layers


def _key(item: _Item) -> str | _Lane:
    return item.key if isinstance(item, Node) else item


def _sort(layers: list[list[_Item]], edges: Sequence[Edge], level: Mapping[str, int]) -> None:
    """Order each layer by the mean place of its neighbours, which untangles most crossings."""
    near: dict[str | _Lane, list[str | _Lane]] = {}
    for edge in edges:
        stops: list[str | _Lane] = [edge.source, *_lanes(edge, level), edge.target]
        for a, b in pairwise(stops):
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
    for _ in range(_SWEEPS):
        place = {_key(i): _middle(at, layer) for layer in layers for at, i in enumerate(layer)}
        for layer in layers:
            layer.sort(key=lambda i: (_mean([place[n] for n in near.get(_key(i), ())]), _name(i)))
            place |= {_key(item): _middle(at, layer) for at, item in enumerate(layer)}


def _name(item: _Item) -> tuple[str, str]:
    return (item.key, "") if isinstance(item, Node) else item[:2]


def _middle(at: int, layer: Sequence[_Item]) -> float:
    return at - (len(layer) - 1) / 2


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _placed(layers: Sequence[Sequence[_Item]]) -> tuple[dict[str | _Lane, _Place], int, int]:
    """Where everything lies, and the width and height of the whole."""
    places: dict[str | _Lane, _Place] = {}
    height = max((sum(map(_tall, layer)) for layer in layers), default=0) + 4
    x = 1
    for layer in layers:
        wide = max(_wide(item) for item in layer)
        y = (height - sum(map(_tall, layer))) // 2
        for item in layer:
            own = _wide(item) if isinstance(item, Node) else wide
            places[_key(item)] = _Place(x, y + _tall(item) // 2, own)
            y += _tall(item)
        x += wide + _GAP
    return places, max(x - _GAP + 40, 1), height


def _tall(item: _Item) -> int:
    return _ROW if isinstance(item, Node) else _LANE


def _wide(item: _Item) -> int:
    return int(len(item.label) * _LETTER) + 2 * _PAD if isinstance(item, Node) else 0


# --- drawing --------------------------------------------------------------------------------------


def _route(
    edge: Edge, level: Mapping[str, int], places: Mapping[str | _Lane, _Place]
) -> list[_Place]:
    lanes = _lanes(edge, level)
    return [places[edge.source], *(places[lane] for lane in lanes), places[edge.target]]


def _line(edge: Edge, route: Sequence[_Place]) -> str:
    """An edge: straight across the layers it crosses, bent between them."""
    start, end = route[0], route[-1]
    x, y = start.x + start.wide, start.y
    path = f"M{x} {y}"
    if start.x >= end.x:  # back, or within a layer: around the right side
        bend = max(x, end.x + end.wide) + 30
        path += f"C{bend} {y} {bend} {end.y} {end.x + end.wide} {end.y}"
    else:
        for place in route[1:]:
            half = (place.x - x) // 2
            path += f"C{x + half} {y} {place.x - half} {place.y} {place.x} {place.y}"
            x, y = place.x, place.y
            if place is not end:
                x += place.wide
                path += f"H{x}"
    return f'<path class="edge {escape(edge.kind)}" d="{path}"/>'


def _box(node: Node, place: _Place, root: str) -> str:
    inner = (
        f"<title>{escape(node.title)}</title>"
        f'<rect x="{place.x}" y="{place.y - _BOX // 2}" width="{place.wide}" '
        f'height="{_BOX}" rx="3"/>'
        f'<text x="{place.x + _PAD}" y="{place.y + 4}">{escape(node.label)}</text>'
    )
    if node.url is None:
        return f'<g class="node {escape(node.kind)}">{inner}</g>'
    return f'<a class="node {escape(node.kind)}" href="{escape(root + node.url)}">{inner}</a>'
