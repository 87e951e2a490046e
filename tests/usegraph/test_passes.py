"""The passes that go by modules and words find what plain ones do that go over everything."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import chain
from random import Random

import pytest

from indexer.base.closures import components
from indexer.names.automation import ANY_SET, ASKED_FOR, DERIVED, ELSEWHERE, INSTANCES, NO_PROGRAMS
from indexer.scan.records import Index
from indexer.usegraph.builder import build
from indexer.usegraph.built import Build
from indexer.usegraph.nodes import Node
from indexer.usegraph.order import Order
from indexer.usegraph.reach import ANYWHERE, Reach
from tests import trees
from tests.usegraph.made import project

SEEDS = range(60)


def _read(index: Index) -> Build:
    """A graph of which all nodes were read, and no field let go."""
    found = build(index, lazily=True)
    for node in found.nodes:
        node.read()
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_leads_to_a_source_is_what_a_plain_pass_finds(seed: int) -> None:
    index = trees.index(project(seed))
    read, chance = _read(index), Random(seed)
    nodes = range(len(read.nodes))
    sight = read.in_sight([chance.randrange(len(read.by_module))])
    for source in chance.sample(nodes, min(8, len(nodes))):
        run = frozenset(chance.sample(nodes, chance.choice((0, 0, 2))))
        closed = frozenset(chance.sample(nodes, chance.choice((0, 0, 3))))
        sets, within = chance.random() < 0.7, chance.choice((ANYWHERE, sight))
        built = build(index, lazily=True)
        found = Reach(built, [source], run, closed, sets=sets, within=within).leading
        told = {read.nodes[at].ref for at in found}
        plain = _leading(read, source, run, closed, sets=sets, within=within)
        assert told == {read.nodes[at].ref for at in plain}, (source, run, closed, sets, within)


def _leading(
    read: Build, source: int, run: Set[int], closed: Set[int], *, sets: bool, within: int
) -> Set[int]:
    """What leads to a source, told without a look at any word."""

    def is_within(at: int) -> bool:
        return bool(within >> read.nodes[at].number & 1)

    run = {at for at in run if is_within(at)}
    found = {source} if is_within(source) else set[int]()
    for group in read.order.groups:
        for at in (*group, *group, *group):
            if at not in closed and is_within(at) and at not in found:
                named = _names(read, at, found, run)
                if named or (sets and _draws(read, read.nodes[at], found, run)):
                    found.add(at)
    return found


def _names(read: Build, at: int, leading: Set[int], run: Set[int]) -> bool:
    node = read.nodes[at]
    fields = (target for part in (node.statement, node.body) for _, target in part.fields)
    targets = {*node.statement.named, *node.body.named, *fields}
    notations = {read.numbers[ref] for ref in read.notations}
    return (
        not leading.isdisjoint(targets)
        or any(at in notations or target in notations for target in targets & run)
        or not (leading | run).isdisjoint(read.programs.get(at, ()))
    )


def _draws(read: Build, node: Node, leading: Set[int], run: Set[int]) -> bool:
    drawn = {*node.sets, INSTANCES, DERIVED, ELSEWHERE}
    return any(
        member.node in leading or (member.node in run and name not in NO_PROGRAMS)
        for name, members in read.members.items()
        if name in drawn or (ANY_SET in drawn and name not in ASKED_FOR)
        for member in members
        if read.table.visibility.may_see(node.number, member.number)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_some_nodes_is_that_of_all(seed: int) -> None:
    index = trees.index(project(seed))
    read = _read(index)
    whole = Order(read.nodes, read.by_module, read.table, read.alike, read.words, whole=True)
    built = build(index, lazily=True)
    some = frozenset(Random(seed).sample(range(len(read.nodes)), 4))
    groups = [group for group in whole.groups if not some.isdisjoint(group)]
    assert list(built.order.among(some)) == groups
    assert build(index, lazily=True).order.groups == whole.groups


@pytest.mark.parametrize("seed", SEEDS)
def test_all_that_a_node_names_comes_before_it(seed: int) -> None:
    read = _read(trees.index(project(seed)))
    groups = read.order.groups
    rank = {node: at for at, group in enumerate(groups) for node in group}
    assert sorted(chain.from_iterable(groups)) == list(range(len(read.nodes)))
    edges = {at: list(_named(node)) for at, node in enumerate(read.nodes)}
    late = [
        (read.nodes[at].ref, read.nodes[target].ref)
        for at, targets in edges.items()
        for target in targets
        if rank[target] > rank[at]
    ]
    assert not late
    cycles = sorted(sorted(c) for c in components(edges) if len(c) > 1)
    assert cycles == sorted(sorted(group) for group in groups if len(group) > 1)


def _named(node: Node) -> Iterator[int]:
    yield from node.statement.named
    yield from node.body.named
