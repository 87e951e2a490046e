"""All that each declaration of an index may rest on, by whatever way: what `ways` tells of a few
sources, told of everything, slowly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from indexer.base.closures import bits
from indexer.names.automation import ANY_SET, DERIVED, INSTANCES
from indexer.scan.records import Ref
from indexer.usegraph.graph import Uses
from indexer.usegraph.needs import Needs
from indexer.usegraph.nodes import Member
from indexer.usegraph.ways import all_targets, narrowed


def may_reach(uses: Uses) -> Mapping[Ref, frozenset[Ref]]:
    """Declaration → all that it may rest on, itself included."""
    built = uses.built
    nodes, visibility = built.nodes, built.table.visibility
    met = [(name, m.node) for name, members in built.members.items() for m in members]
    narrow = narrowed(built, dict.fromkeys(met), Needs(built))
    targets = all_targets(built)
    reached = [1 << at for at in range(len(nodes))]

    def members(at: int) -> Iterator[Member]:
        node = nodes[at]
        names = {*node.sets, INSTANCES} if node.is_type else {*node.sets, INSTANCES, DERIVED}
        drawn = built.members if ANY_SET in names else names & built.members.keys()
        for name in drawn:
            for member in built.members[name]:
                if narrow and narrow.needs.get((name, member.node), 0) & ~narrow.occurs[at]:
                    continue
                here = member.number == node.number
                if (
                    member.start < node.start
                    if here
                    else visibility.may_see(node.number, member.number)
                ):
                    yield member

    for group in built.order.groups:
        for _ in range(1 if len(group) == 1 else 2):
            for at in group:
                for target, _certain in targets(at, nodes[at]):
                    reached[at] |= reached[target]
                for member in members(at):
                    reached[at] |= reached[member.node]
    found: dict[Ref, frozenset[Ref]] = defaultdict(frozenset)
    for at, node in enumerate(nodes):
        found[node.ref] = frozenset(nodes[n].ref for n in bits(reached[at]))
    return found
