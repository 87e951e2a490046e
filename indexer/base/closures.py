"""What edges lead to in graphs that may hold cycles: from some nodes, or from each (bit sets)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, KeysView, Mapping, Sequence
from itertools import count
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def reached(starts: Iterable[Node], leads_to: Callable[[Node], Iterable[Node]]) -> KeysView[Node]:
    """Some nodes and all that they lead to, each once, the nearer ones first."""
    found = dict.fromkeys(starts)
    queue = list(found)
    for node in queue:
        for following in leads_to(node):
            if following not in found:
                found[following] = None
                queue.append(following)
    return found.keys()


def components(graph: Mapping[Node, Iterable[Node]]) -> list[list[Node]]:
    """The nodes of a graph in groups: those of a cycle together, each group after all that its
    edges lead to."""
    nodes = list(dict.fromkeys((*graph, *(target for row in graph.values() for target in row))))
    numbers = {node: at for at, node in enumerate(nodes)}
    edges = [[numbers[target] for target in graph.get(node, ())] for node in nodes]
    return [[nodes[at] for at in component] for component in _tarjan(edges)]


def layers(edges: Sequence[Iterable[int]]) -> list[list[int]]:
    """The nodes 0, 1, … in an order in which every node comes after all that its edges lead to;
    those of a cycle stand together, sorted."""
    return [sorted(component) for component in _tarjan(edges)]


def _tarjan(edges: Sequence[Iterable[int]]) -> Iterator[list[int]]:
    """Tarjan's strongly connected components of 0, 1, …, each after all those it leads to.

    networkx has them too, but every command needs an order of the modules, and to import networkx
    takes longer than all that a check of a small project does with graphs.
    """
    met = [0] * len(edges)  # when a node was met, counted from 1; 0 for not yet
    low = [0] * len(edges)  # the earliest one that it leads back to; beyond all when it is done
    done = len(edges) + 1
    waiting: list[int] = []  # met and not done
    clock = count(1)

    def meet(node: int) -> tuple[int, Iterator[int]]:
        met[node] = low[node] = next(clock)
        waiting.append(node)
        return node, iter(edges[node])

    for start in range(len(edges)):
        path = [meet(start)] if not met[start] else []
        while path:
            node, ahead = path[-1]
            for following in ahead:
                if not met[following]:
                    path.append(meet(following))
                    break
                low[node] = min(low[node], low[following])
            else:
                path.pop()
                if path:
                    before = path[-1][0]
                    low[before] = min(low[before], low[node])
                if low[node] == met[node]:
                    component = waiting[bisect_left(waiting, met[node], key=met.__getitem__) :]
                    del waiting[-len(component) :]
                    for each in component:
                        low[each] = done
                    yield component


def closure(
    ordered: Sequence[Sequence[int]],
    step: Callable[[int], Iterable[int]],
    own: Callable[[int], int],
) -> list[int]:
    """For each node the union of `own` over all nodes that `step` leads to, itself included; step
    must not lead outside of the edges that `ordered` was made from by `layers`."""
    found = [0] * sum(map(len, ordered))
    for layer in ordered:
        here = _gathered(layer, step, own, found.__getitem__)
        for node in layer:
            found[node] = here
    return found


def closure_among(
    ordered: Iterable[Sequence[int]],
    step: Callable[[int], Iterable[int]],
    own: Callable[[int], int],
) -> dict[int, int]:
    """The same of some nodes alone, where the others lead to nothing."""
    found: dict[int, int] = {}
    for layer in ordered:
        here = _gathered(layer, step, own, lambda node: found.get(node, 0))
        found.update(dict.fromkeys(layer, here))
    return found


def _gathered(
    layer: Iterable[int],
    step: Callable[[int], Iterable[int]],
    own: Callable[[int], int],
    found: Callable[[int], int],
) -> int:
    """All that the nodes of a layer have and lead to."""
    here = 0
    for node in layer:
        here |= own(node)
        for following in step(node):
            here |= found(following)
    return here


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
