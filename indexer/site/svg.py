"""Layered drawings of small graphs, laid out at build time and drawn as SVG; every node is a link.

The layout is the classic one (Sugiyama): layers from top to bottom, no wider than a page (Coffman
and Graham), a stand-in on every layer that the edges of a node cross, order within a layer by the
mean place of the neighbours, swept a fixed number of times.  It is small because the graphs are: a
page shows a few dozen nodes, and lists what it shows in words as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import networkx as nx
from markupsafe import Markup

_BOX, _GAP, _LANE, _APART, _PAD, _LETTER = 28, 44, 10, 14, 12, 7.3
_PAGE = 1080  # what is wider scrolls sideways
_WIDEST = (1000, 860, 720, 580)  # of the nodes in a layer; less, where the edges need the room
_SWEEPS = 6
_MARGIN = 20  # beside all layers, for edges that lead back


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


_Lane = tuple[str, int]
"""The stand-in, on a layer, of the edges from a node that cross it."""
_Item = str | _Lane
"""What lies on a layer: the key of a node, or a stand-in."""


def drawing(
    nodes: Sequence[Node], edges: Iterable[Edge], root: str, label: str, *, first: bool = True
) -> Markup:
    """The graph as SVG, nodes above what they lead to.

    `root` leads from the page to the site's root; `label` says what the drawing shows; the `first`
    one of a page has the tip of the arrows for all.
    """
    keys = {n.key for n in nodes}
    between = {e for e in edges if e.source in keys and e.target in keys}
    known = sorted(e for e in between if e.source != e.target)
    order = topological([n.key for n in nodes], ((e.source, e.target) for e in known))
    wide = {n.key: _wide(n) for n in nodes}
    level, layers = _narrowest(wide, known, order)
    _sort(layers, known, level)
    places, width, height = _placed(layers, wide)
    ports = _ports(known, level, places)
    lines = [_line(e, _route(e, level, places), ports[e], width) for e in known]
    boxes = [_box(n, places[n.key], root) for n in nodes]
    inner = "".join((_ARROW if first else "", *lines, *boxes))
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


def _narrowest(
    wide: Mapping[str, int], edges: Sequence[Edge], order: Sequence[str]
) -> tuple[dict[str, int], list[list[_Item]]]:
    """The levels and layers of the first way that fits a page, or else of the narrowest."""
    found = []
    for widest in _WIDEST:
        level = _levels(order, edges, wide, widest)
        layers = _layers(wide, edges, level)
        found.append((_width(layers, wide), level, layers))
        if found[-1][0] <= _PAGE:
            break
    _, level, layers = min(found, key=lambda way: way[0])
    return level, layers


def _levels(
    order: Sequence[str], edges: Iterable[Edge], wide: Mapping[str, int], widest: int
) -> dict[str, int]:
    """The layer of every node: the first one below all that lead to it (along edges that lead
    forward in the order) which has room for it."""
    at = {key: number for number, key in enumerate(order)}
    before: dict[str, list[str]] = {key: [] for key in order}
    for edge in edges:
        if at[edge.source] < at[edge.target]:
            before[edge.target].append(edge.source)
    depth: dict[str, int] = {}
    for key in order:
        depth[key] = max((depth[b] + 1 for b in before[key]), default=0)
    level: dict[str, int] = {}
    taken: dict[int, int] = {}
    for key in sorted(order, key=lambda key: (depth[key], at[key])):
        here = max((level[b] + 1 for b in before[key]), default=0)
        while taken.get(here, 0) and taken[here] + wide[key] > widest:
            here += 1
        level[key] = here
        taken[here] = taken.get(here, 0) + wide[key] + _APART
    return level


def _lanes(edge: Edge, level: Mapping[str, int]) -> list[_Lane]:
    """The stand-ins on the layers between an edge's ends; edges from one node share them."""
    return [(edge.source, at) for at in range(level[edge.source] + 1, level[edge.target])]


def _layers(
    keys: Iterable[str], edges: Sequence[Edge], level: Mapping[str, int]
) -> list[list[_Item]]:
    layers: list[list[_Item]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for key in keys:
        layers[level[key]].append(key)
    for lane in dict.fromkeys(lane for edge in edges for lane in _lanes(edge, level)):
        layers[lane[1]].append(lane)
    return layers


def _sort(layers: list[list[_Item]], edges: Sequence[Edge], level: Mapping[str, int]) -> None:
    """Order each layer by the mean place of its neighbours, which untangles most crossings."""
    near: dict[_Item, list[_Item]] = {}
    for edge in edges:
        stops: list[_Item] = [edge.source, *_lanes(edge, level), edge.target]
        for a, b in pairwise(stops):
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
    named = [sorted(layer, key=_name) for layer in layers]  # what lies equal goes by name
    place: dict[_Item, float] = {}

    def mean(item: _Item) -> float:
        beside = near.get(item)
        return sum(map(place.__getitem__, beside)) / len(beside) if beside else 0.0

    for layer in layers:
        place.update(_centred(layer))
    for _ in range(_SWEEPS):
        for at, layer in enumerate(layers):
            layer[:] = sorted(named[at], key=mean)
            place.update(_centred(layer))


def _name(item: _Item) -> tuple[str, bool]:
    return (item, False) if isinstance(item, str) else (item[0], True)


def _centred(layer: Sequence[_Item]) -> Iterator[tuple[_Item, float]]:
    middle = (len(layer) - 1) / 2
    return ((item, at - middle) for at, item in enumerate(layer))


def _placed(
    layers: Sequence[Sequence[_Item]], wide: Mapping[str, int]
) -> tuple[dict[_Item, _Place], int, int]:
    """Where everything lies, and the width and height of the whole."""
    places: dict[_Item, _Place] = {}
    width, y = _width(layers, wide), _BOX // 2 + 1
    for layer in layers:
        rooms = [_room(item, wide) for item in layer]
        x = (width - sum(rooms)) // 2
        for item, room in zip(layer, rooms, strict=True):
            own = wide[item] if isinstance(item, str) else 0
            places[item] = _Place(x + (room - own) // 2, y, own)
            x += room
        y += _BOX + _GAP
    return places, width, max(y - _GAP - _BOX // 2 + 1, 1)


def _width(layers: Iterable[Iterable[_Item]], wide: Mapping[str, int]) -> int:
    rooms = (sum(_room(item, wide) for item in layer) for layer in layers)
    return max(rooms, default=0) + 2 * _MARGIN


def _room(item: _Item, wide: Mapping[str, int]) -> int:
    """The width that an item takes in its layer, with the gap beside it."""
    return wide[item] + _APART if isinstance(item, str) else _LANE


def _wide(node: Node) -> int:
    return int(len(node.label) * _LETTER) + 2 * _PAD


# --- drawing --------------------------------------------------------------------------------------


def _route(edge: Edge, level: Mapping[str, int], places: Mapping[_Item, _Place]) -> list[_Place]:
    lanes = _lanes(edge, level)
    return [places[edge.source], *(places[lane] for lane in lanes), places[edge.target]]


def _ports(
    edges: Sequence[Edge], level: Mapping[str, int], places: Mapping[_Item, _Place]
) -> dict[Edge, int]:
    """Where each edge comes in: side by side along the upper side of its target."""
    coming: dict[str, list[tuple[int, Edge]]] = {}
    for edge in edges:
        coming.setdefault(edge.target, []).append((_route(edge, level, places)[-2].x, edge))
    found: dict[Edge, int] = {}
    for target, arrows in coming.items():
        place = places[target]
        for number, (_, edge) in enumerate(sorted(arrows), 1):
            found[edge] = place.x + place.wide * number // (len(arrows) + 1)
    return found


def _line(edge: Edge, route: Sequence[_Place], port: int, width: int) -> str:
    """An edge: straight down across the layers it crosses, bent between them."""
    start, end = route[0], route[-1]
    x, y = start.x + start.wide // 2, start.y + _BOX // 2
    if start.y >= end.y:  # back, or within a layer: around the right side
        x, y, aim = start.x + start.wide, start.y, end.x + end.wide
        bend = min(max(x, aim) + 30, width)
        path = f"M{x} {y}C{bend} {y} {bend} {end.y} {aim} {end.y}"
        return f'<path class="edge {escape(edge.kind)}" d="{path}"/>'
    path = f"M{x} {y}"
    for place in route[1:]:
        into, top = port if place is end else place.x, place.y - _BOX // 2
        half = (top - y) // 2
        path += f"C{x} {y + half} {into} {top - half} {into} {top}"
        x, y = into, top
        if place is not end:
            y = place.y + _BOX // 2
            path += f"V{y}"
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
