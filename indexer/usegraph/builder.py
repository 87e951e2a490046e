"""Builds the use graph: who uses whom, by name or by notation, for certain or perhaps.

Three rounds, each over all declarations.  First every written word is looked up.  Then the types
that may occur in each declaration are found by following statements: `x.f` can only be the `f` of
one of them (`sight`).  Last the edges are made.  What a proof may use without naming it is asked of
`ways`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from indexer.base.closures import layers
from indexer.names.automation import ANY_SET, ANY_THEOREM, DERIVED, sets_of
from indexer.names.behind import behind
from indexer.names.notation import Notation, Notations
from indexer.names.resolver import Spot
from indexer.names.table import Entry, Table
from indexer.scan.records import Index, Ref
from indexer.usegraph.built import Build
from indexer.usegraph.nodes import Member, Node
from indexer.usegraph.reading import Reading, Words, put_together
from indexer.usegraph.resolvers import Resolvers
from indexer.usegraph.sets import Sets
from indexer.usegraph.unwritten import TYPES, derives


def build(index: Index, *, lazily: bool = False) -> Build:
    """The use graph of everything in an index, `lazily` with nothing read that nobody asks for."""
    made = _Builder(index).build()
    if not lazily:
        made.read_all()
    return made


class _Builder:
    """Numbers what there is and makes the nodes; one use."""

    def __init__(self, index: Index) -> None:
        self._table = Table(index)
        self._notations = Notations(self._table.visibility)
        self._numbers: dict[Ref, int] = {}
        self._entries: dict[Ref, Entry] = {}
        self._number_entries()
        resolvers = Resolvers(self._table)
        self._sets = Sets(self._table, resolvers, self._notations, self._numbers)
        self._used: dict[Ref, Notation] = {}
        self._alike: dict[Ref, list[Notation]] = {}
        self._number_notations()
        self._macro_sets: dict[Ref, frozenset[str]] = defaultdict(frozenset)
        self._programs: dict[int, list[int]] = defaultdict(list)
        self._reading = Reading(
            self._table,
            resolvers,
            self._notations,
            self._numbers,
            self._sets.members,
            self._sets.drawn,
            self._macro_sets,
        )
        read = self._reading.read  # of which each node would else have one of its own
        made = (_node(entry, read) for entry in self._entries.values())
        self._nodes = [*made, *map(_bare, self._used.values())]
        self._derived_from: dict[int, int] = {}

    def build(self) -> Build:
        """All nodes, and what notation expands to; what declarations use is read when asked for."""
        for notation in self._notations.all:
            self._read_expansion(notation)
        self._close_over_macros()
        self._add_derived()
        return Build(
            nodes=self._nodes,
            numbers=self._numbers,
            table=self._table,
            members=self._sets.members,
            programs=self._programs,
            entries=self._entries,
            notations=self._used,
            alike=self._alike,
            macro_sets=self._macro_sets,
            drawn=self._sets.drawn,
            derived_from=self._derived_from,
            listed_instances=self._sets.instances,
            reading=self._reading,
        )

    def _number_entries(self) -> None:
        for ref, entries in self._table.entries.items():
            self._numbers[ref] = len(self._numbers)
            self._entries[ref] = entries[0]

    def _number_notations(self) -> None:
        for notation in self._notations.all:
            first = self._used.setdefault(notation.ref, notation)
            if first is not notation:
                self._alike.setdefault(notation.ref, [first]).append(notation)
            self._numbers.setdefault(notation.ref, len(self._numbers))

    def _read_expansion(self, notation: Notation) -> None:
        number, start = notation.number, notation.start
        node = self._nodes[self._numbers[notation.ref]]
        opens = notation.names if "open" in notation.expansion else ()
        spot = Spot(notation.scope, start, locals=notation.expansion, opens=opens)
        words = Words(self._reading, number, spot)
        words.look_up((*notation.names, *put_together(notation)), node.body, count=False)
        node.sets |= frozenset(node.body.many)
        for other in self._notations.used(notation.expansion, number, start):
            if other is not notation:
                node.body.name(self._numbers[other.ref], certain=other.is_plain)
        for other in self._notations.used_unseen(behind(notation.expansion), number, start):
            if other is not notation:
                node.body.name(self._numbers[other.ref], certain=False)
        for entry in self._sets.elaborators(notation):
            self._programs[self._numbers[notation.ref]].append(self._numbers[entry.ref])
        self._macro_sets[notation.ref] |= (
            frozenset({ANY_SET})
            if notation.is_code
            else sets_of(notation.expansion, self._sets.drawn)
        )
        if notation.ref in self._sets.searching:
            self._macro_sets[notation.ref] |= {ANY_THEOREM}

    def _close_over_macros(self) -> None:
        """A macro that uses another draws on its sets."""
        numbers = [self._numbers[n.ref] for n in self._notations.all]
        at = {number: place for place, number in enumerate(dict.fromkeys(numbers))}
        edges = [[at[t] for t in self._nodes[n].body.named if t in at] for n in at]
        refs = [self._nodes[n].ref for n in at]
        for layer in layers(edges):
            reached = [t for n in layer for t in (n, *edges[n])]
            sets = frozenset[str]().union(*(self._macro_sets[refs[t]] for t in reached))
            for n in layer:
                self._macro_sets[refs[n]] = sets

    def _add_derived(self) -> None:
        """What `deriving` makes is no part of a type: a node of its own, which rests on the like
        instances of the types in it."""
        entries = (entry for listed in self._table.entries.values() for entry in listed)
        for entry in entries:
            declaration = entry.declaration
            if declaration.kind not in TYPES or not derives(declaration):
                continue
            owner = self._numbers[entry.ref]
            ref = Ref(entry.ref.project, entry.ref.module, f"{entry.ref.name}, deriving")
            if ref not in self._numbers:
                number, end = self._nodes[owner].number, declaration.end
                node = self._numbers[ref] = len(self._nodes)
                self._derived_from[node] = owner
                self._nodes.append(Node(ref, number, end, self._read_derived))
                self._sets.members[DERIVED].append(Member(number, end, node, owner))

    def _read_derived(self, node: Node) -> None:
        owner = self._derived_from[self._numbers[node.ref]]
        node.statement.named.update({owner: True, **self._nodes[owner].body.named})


def _node(entry: Entry, read: Callable[[Node], None]) -> Node:
    declaration = entry.declaration
    return Node(
        entry.ref,
        entry.number,
        declaration.start,
        read,
        proof_only=declaration.kind == "theorem",
        is_type=declaration.kind in TYPES,
    )


def _bare(notation: Notation) -> Node:
    return Node(notation.ref, notation.number, notation.start)
