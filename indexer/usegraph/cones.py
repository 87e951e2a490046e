"""What the meaning of a statement depends on, followed through the statements of all and the bodies
of definitions, not through proofs; with the instances that a meaning may come from.  Fields count
as `Build.counts_fields` says.

A catalogue of a large tree asks for hundreds of cones, which have most of their nodes in common:
what a node leads to is listed once, and each cone costs what it holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from indexer.scan.records import Ref
from indexer.usegraph.built import Build
from indexer.usegraph.instances import Instance
from indexer.usegraph.nodes import Found


class Cones:
    """The cones of one use graph."""

    def __init__(self, built: Build) -> None:
        self._built = built
        self._nodes = built.nodes
        self._beneath: dict[int, list[int]] = {}
        self._keys: dict[int, tuple[str, str, str]] = {}

    def of(self, start: Ref) -> list[Ref]:
        """The definitions and the notation that the statement of a declaration depends on, in
        order of name, project and module."""
        at = self._built.numbers.get(start, -1)
        if at < 0:
            return []
        here = self._built.entries.get(start)
        sees = self._built.table.sees
        seen: set[int] = set()
        missing: dict[int, int] = {}  # instance → how many of its types were not met
        queue = [t for t in self._targets(self._nodes[at].statement) if t != at]
        for node in queue:
            if node in seen or node == at:
                continue
            seen.add(node)
            if not self._nodes[node].proof_only:
                queue += self._leads_to(node)
            for number in self._asking.get(node, ()) if here else ():
                instance = self._instances[number]
                missing[number] = missing.get(number, len(instance.anchors)) - 1
                if not missing[number] and here and sees(here, instance.entry):
                    queue.append(self._built.numbers[instance.entry.ref])
        found = [node for node in seen if not self._nodes[node].proof_only]
        return [self._nodes[node].ref for node in sorted(found, key=self._key)]

    def _leads_to(self, node: int) -> list[int]:
        """What a definition names, or may."""
        found = self._beneath.get(node)
        if found is None:
            parts = (self._nodes[node].body, self._nodes[node].statement)
            found = list(dict.fromkeys(t for part in parts for t in self._targets(part)))
            self._beneath[node] = found
        return found

    def _targets(self, part: Found) -> Iterator[int]:
        yield from part.named
        if self._built.counts_fields:
            yield from (target for _, target in part.fields)

    def _key(self, node: int) -> tuple[str, str, str]:
        key = self._keys.get(node)
        if key is None:
            ref = self._nodes[node].ref
            key = self._keys[node] = (ref.name, ref.project, ref.module)
        return key

    @cached_property
    def _instances(self) -> list[Instance]:
        """Instances of the projects' own types that a statement may mean."""
        instances = self._built.instances.values()
        return [i for i in instances if i.gives_meaning and i.anchors]

    @cached_property
    def _asking(self) -> dict[int, list[int]]:
        """Type → the instances that are found only where it occurs."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, instance in enumerate(self._instances):
            for anchor in instance.anchors:
                found[self._built.numbers[anchor]].append(number)
        return found
