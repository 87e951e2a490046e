"""The use graph as it was built: the nodes, and what follows from all of them together."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from indexer.base.closures import layers, union
from indexer.names.automation import ANY_THEOREM, PROOF, STATEMENT
from indexer.names.notation import Notation
from indexer.names.table import Entry, Table
from indexer.scan.records import Ref
from indexer.usegraph.instances import Instance
from indexer.usegraph.nodes import Member, Node
from indexer.usegraph.order import Order
from indexer.usegraph.reading import Reading
from indexer.usegraph.sight import Sight, meanings
from indexer.usegraph.written import Written


@dataclass
class Build:
    """What was read; `members` are the sets that automation may draw on, `programs` the definitions
    that elaborate the syntax of a notation's node, and `alike` all the notation of a node that is
    set off alike in one module, where there is more than the one in `notations`."""

    nodes: list[Node]
    numbers: dict[Ref, int]
    table: Table
    members: dict[str, list[Member]]
    programs: dict[int, list[int]]
    entries: dict[Ref, Entry]
    notations: dict[Ref, Notation]
    alike: dict[Ref, list[Notation]]
    macro_sets: Mapping[Ref, frozenset[str]]
    drawn: frozenset[str]  # the sets that a proof may draw on
    derived_from: Mapping[int, int]  # the node of what `deriving` makes → that of its type
    listed_instances: Sequence[Entry]
    reading: Reading
    is_whole: bool = False  # whether all nodes were read, and fields let go that cannot be meant

    def read_all(self) -> None:
        """Read all nodes, and let go of the fields that cannot be meant."""
        if self.is_whole:
            return
        self.is_whole = True
        for node in self.nodes:
            node.read()
        sight = Sight(self.nodes, self._anchors(), meanings(self.nodes, self.members, self.more))
        for node in self.nodes:
            sight.settle(node)

    def _anchors(self) -> list[int]:
        """The nodes that need a bit of their own: types that fields belong to."""
        found: dict[int, None] = {}
        for node in self.nodes:
            for part in (node.statement, node.body):
                found.update(dict.fromkeys(owner for owner, _ in part.fields if owner >= 0))
        return list(found)

    @cached_property
    def words(self) -> Written:
        """Who writes what; the set of all theorems is left out, of which everybody knows."""
        members = {
            name: [(member.node, member.number, member.start) for member in members]
            for name, members in self.members.items()
            if name[0] != "." and name != ANY_THEOREM
        }
        return Written(self.table, self.nodes, self.by_module, self.numbers, members)

    @cached_property
    def by_module(self) -> Sequence[Sequence[int]]:
        """The nodes of each module."""
        found = [array("I") for _ in self.table.visibility.modules]
        for at, node in enumerate(self.nodes):
            found[node.number].append(at)
        return found

    @cached_property
    def undeclared(self) -> Mapping[int, Sequence[int]]:
        """Module → its nodes that are no declaration: they stand behind all that are one."""
        found: dict[int, list[int]] = defaultdict(list)
        for at in range(len(self.entries), len(self.nodes)):
            found[self.nodes[at].number].append(at)
        return found

    def in_sight(self, numbers: Iterable[int]) -> int:
        """The modules that some modules see, and the programs behind notation that is seen."""
        seen = self.table.visibility.seen
        found = union(map(seen, numbers))
        behind = [
            (self.nodes[at].number, union(seen(self.nodes[p].number) for p in programs))
            for at, programs in self.programs.items()
        ]
        grown = True
        while grown:
            more = found | union(to for number, to in behind if found >> number & 1)
            grown, found = more != found, more
        return found

    @property
    def unresolved(self) -> Mapping[Ref, int]:
        """How many names of each declaration no declaration has, as far as they were read."""
        return self.reading.unresolved

    @cached_property
    def instances(self) -> Mapping[Ref, Instance]:
        """All instances; the types that each is about are looked up when somebody asks."""
        resolvers = self.reading.resolvers
        return {entry.ref: Instance(entry, resolvers) for entry in self.listed_instances}

    @cached_property
    def more(self) -> Mapping[int, Sequence[int]]:
        """Where a type occurs, what its instances mention may occur; one of its types stands for
        all, since an instance is found only where all of them occur."""
        found: dict[int, list[int]] = defaultdict(list)
        instances = self.instances.values()
        count = Counter(anchor for i in instances for anchor in i.anchors)

        def rarity(anchor: Ref) -> tuple[bool, int, str]:
            is_class = self.entries[anchor].declaration.kind == "class"
            return (is_class, count[anchor], str(anchor))

        for instance in instances:
            if instance.anchors:
                rarest = min(instance.anchors, key=rarity)
                found[self.numbers[rarest]].append(self.numbers[instance.entry.ref])
        return found

    @property
    def written(self) -> Mapping[str, int]:
        """How many statements hold a word that no declaration has; as long as not all are read, as
        far as is seen at a glance."""
        return self.reading.written if self.is_whole else self._glance

    @cached_property
    def _glance(self) -> Mapping[str, int]:
        known = self.table.parts
        return Counter(
            word
            for entries in self.table.entries.values()
            for entry in entries
            for word in entry.declaration.statement_names
            if word not in known and "." not in word
        )

    @cached_property
    def meant(self) -> list[list[int]]:
        """What the meaning of each node mentions; see `meanings`."""
        return meanings(self.nodes, self.members)()

    @cached_property
    def meant_in_order(self) -> list[list[int]]:
        """The nodes so that all that the meaning of each mentions comes before it."""
        return layers(self.meant)

    @cached_property
    def order(self) -> Order:
        """The order in which all that a node may use comes before it."""
        return Order(
            self.nodes, self.by_module, self.table, self.alike, self.words, whole=self.is_whole
        )

    @cached_property
    def edges(self) -> Edges:
        """What each declaration and each notation uses by name or notation, with how; where not
        all is read, fields are all that may be meant."""
        return Edges(self, fields=True)

    @cached_property
    def plain_edges(self) -> Edges:
        """The same, where `counts_fields` with fields and else without."""
        return self.edges if self.counts_fields else Edges(self, fields=False)

    @property
    def counts_fields(self) -> bool:
        """Whether it is told which fields of terms may be meant: those whose types are in sight
        where all is read, else all; but in a large tree, where all would be nearly everything."""
        return self.is_whole or not self.table.index.is_large


class Edges(Mapping[Ref, Mapping[Ref, str]]):
    """What each declaration and each notation uses, with how: "statement" or "proof", the stronger
    that applies.  Made where it is asked for: of a large tree few are, and all are a gigabyte."""

    def __init__(self, built: Build, *, fields: bool) -> None:
        self._built = built
        self._with_fields = fields

    def __getitem__(self, ref: Ref) -> Mapping[Ref, str]:
        """What one uses.  Raises KeyError for what is no node."""
        nodes = self._built.nodes
        node = nodes[self._built.numbers[ref]]
        if not self._is_shown(ref):
            raise KeyError(ref)
        used: dict[Ref, str] = {}
        for part, kind in ((node.body, PROOF), (node.statement, STATEMENT)):
            fields = part.fields if self._with_fields else ()
            for target in (*part.named, *(t for _, t in fields)):
                end = nodes[target].ref
                if end != ref:
                    used[end] = kind
        return used

    def __iter__(self) -> Iterator[Ref]:
        """All nodes."""
        return (node.ref for node in self._built.nodes if self._is_shown(node.ref))

    def __len__(self) -> int:
        """How many nodes there are."""
        return sum(1 for _ in self)

    def _is_shown(self, ref: Ref) -> bool:
        """What `deriving` makes is no node of its own to others."""
        return ref in self._built.entries or ref in self._built.notations
