"""Builds the use graph: who uses whom, by name, by notation, or because a tactic may.

Three rounds, each over all declarations.  First every written word is looked up.  Then the types
that may occur in each declaration are found by following statements: `x.f` can only be the `f` of
one of them, and type class search can only come to instances about them.  Last the edges are made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from indexer.automation import (
    IMPLICIT,
    PROOF,
    STATEMENT,
    Chains,
    Edges,
    Instance,
    Member,
    attribute_sets,
    attributes,
    grouped,
    sets_of,
)
from indexer.fingerprint import Binder, Variables, binders, words
from indexer.lean.keywords import QUOTED_SORRY
from indexer.lean.lexer import is_ident
from indexer.lean.programs import names_leave
from indexer.model import Declaration, Hidden, Index, Module, Ref
from indexer.notation import (
    Notation,
    Notations,
    heads,
    hidden_words,
    plain_kind,
    words_of,
)
from indexer.order import bits, closure, layers
from indexer.resolve import Entry, Resolver, Spot, Table
from indexer.visibility import Visibility


@dataclass(slots=True)
class Found:
    """What is written in one part of a declaration: nodes by `named`, and `fields` that may be
    meant: (node of the type they belong to or -1, node)."""

    named: dict[int, None] = field(default_factory=dict)
    fields: dict[tuple[int, int], None] = field(default_factory=dict)

    def add(self, other: Found) -> None:
        """Take over what another part holds."""
        self.named.update(other.named)
        self.fields.update(other.fields)


@dataclass(slots=True)
class Node:
    """A declaration or a notation on its way into the graph."""

    ref: Ref
    number: int  # of its module
    start: int
    proof_only: bool  # a theorem: what its body uses says nothing of its meaning
    statement: Found = field(default_factory=Found)
    body: Found = field(default_factory=Found)
    sets: frozenset[str] = frozenset()
    classes: int = 0  # bit set of the types that may occur in it
    wild: bool = False  # whether anything may occur in it


@dataclass(slots=True)
class Build:
    """The parts of `graph.Uses`."""

    edges: Edges
    table: Table
    chains: Chains
    entries: dict[Ref, Entry]
    unresolved: dict[Ref, int]
    hidden: dict[Ref, Hidden]
    notations: dict[Ref, Notation]
    marks: dict[Ref, tuple[str, ...]]
    instances: tuple[Instance, ...]
    written: dict[str, int]


def build(index: Index) -> Build:
    """Read the uses of everything in an index."""
    return _Builder(index).build()


class _Builder:
    def __init__(self, index: Index) -> None:
        self.table = Table(index)
        self.visibility = self.table.visibility
        self.notations = Notations(self.visibility)
        self.resolvers = [Resolver(self.table, m, p) for p, m in self.visibility.modules]
        self.variables = [Variables(m) for _, m in self.visibility.modules]
        self.nodes: list[Node] = []
        self._owners: dict[str, int] = {}
        self.numbers: dict[Ref, int] = {}
        self.entries: dict[Ref, Entry] = {}
        self.unresolved: dict[Ref, int] = defaultdict(int)
        self.written: dict[str, int] = defaultdict(int)
        self.hidden: dict[Ref, Hidden] = {}
        self.marks: dict[Ref, tuple[str, ...]] = {}
        members = list(self._set_members())
        anything = dict.fromkeys((_ANY, number, member) for _, number, member in members)
        self.members = grouped((*members, *anything))

    def build(self) -> Build:
        for entries in self.table.entries.values():
            for entry in entries:
                self._number_entry(entry)
        used = self._read_notations()
        for entries in self.table.entries.values():
            for entry in entries:
                self._read(entry)
        instances = tuple(self._instances())
        sight = Sight(self.nodes, self._anchors(instances), self._instance_edges(instances))
        for node in self.nodes:
            sight.settle(node)
        edges: Edges = {node.ref: {} for node in self.nodes}
        chains = Chains(edges, self.visibility)
        self._add_sets(chains)
        self._add_instances(chains, instances, sight)
        for node in self.nodes:
            self._add_named(edges[node.ref], node)
        return Build(
            edges,
            self.table,
            chains,
            self.entries,
            dict(self.unresolved),
            self.hidden,
            used,
            self.marks,
            instances,
            dict(self.written),
        )

    # -- round one: words --

    def _number_entry(self, entry: Entry) -> None:
        if entry.ref not in self.numbers:
            self.numbers[entry.ref] = len(self.nodes)
            self.entries[entry.ref] = entry
            number = self.visibility.number(entry.project, entry.module)
            is_proof = entry.declaration.kind == "theorem"
            self.nodes.append(Node(entry.ref, number, entry.declaration.start, is_proof))

    def _read(self, entry: Entry) -> None:
        """Look up the words of a declaration, and the notation that they set off."""
        declaration = entry.declaration
        node = self.nodes[self.numbers[entry.ref]]
        taken = self.variables[node.number].of(declaration)
        spot = _spot(declaration, entry.ref.name, taken)
        reader = _Reader(self, node.number, spot)
        context = [w for b in taken for w in b.type if is_ident(w)]
        node.statement.add(reader.look_up((*declaration.statement_names, *declaration.parents)))
        for word in reader.unknown:
            self.written[word] += 1
        node.statement.add(reader.look_up(context, count=False))
        reader.spot = replace(spot, itself=True, bound=_bound_in_body(declaration, spot.bound))
        node.body.add(reader.look_up(declaration.body_names))
        stated = [*context, *_statement_words(declaration)]
        written = frozenset((*words_of(declaration), *stated))
        sets = self._read_notation(node, reader, frozenset(stated), written)
        unasked = _runs_unasked(declaration)
        node.sets |= sets_of((*declaration.body_names, *unasked), self.members) | sets
        node.sets |= self.members.keys() & {_ELSEWHERE}
        if not _SEARCHES.isdisjoint(declaration.body_names):
            node.sets |= {_FINDABLE}
        self._add_many(node, reader.many)
        self.unresolved[entry.ref] += reader.missed
        self._mark(entry)

    def _read_notation(
        self, node: Node, reader: _Reader, stated: frozenset[str], written: frozenset[str]
    ) -> frozenset[str]:
        """Add the notation in use; returns the sets of automation that macros draw on."""
        start = reader.spot.start
        used = dict.fromkeys(self.notations.used(written, node.number, start))
        used.update(dict.fromkeys(reader.declared_by()))
        sets: frozenset[str] = frozenset()
        for notation in used:
            part = node.statement if notation.is_set_off_by(stated) else node.body
            part.named[self.numbers[notation.ref]] = None
            sets |= self.macro_sets[notation.ref]
        troubled = [n for n in used if self.troubled.get(n.ref)]
        if troubled:
            line = (
                self.table.visibility.modules[troubled[0].number][1].scopes[troubled[0].scope].line
            )
            self.hidden[node.ref] = Hidden(hidden_words(troubled), line, troubled[0].scope)
        return sets

    def _add_many(self, node: Node, many: Iterable[str]) -> None:
        """Fields that a great many declarations have are a set, and may bring in any type."""
        for last in many:
            name = f".{last}"
            if name not in self.members:
                entries = (e for _, e in self.table.by_last[last])
                self.members[name] = grouped(
                    (
                        name,
                        self.visibility.number(e.project, e.module),
                        Member(e.declaration.start, e.ref),
                    )
                    for e in entries
                )[name]
            node.sets |= {name}
            node.wild = True

    def owner(self, namespace: str) -> int:
        """The node of the type that a field belongs to, -1 for a type of another package."""
        if namespace not in self._owners:
            entries = self.table.find(namespace, guesses=True)
            self._owners[namespace] = self.numbers[entries[0].ref] if entries else -1
        return self._owners[namespace]

    def _mark(self, entry: Entry) -> None:
        """Remember what a program names that leaves a sorry or goes round the kernel.  A theorem is
        one where its proof runs a program on the spot."""
        declaration = entry.declaration
        names = (*declaration.body_names, *declaration.statement_names)
        is_program = declaration.kind not in ("theorem", "axiom") or not _RUN.isdisjoint(names)
        if is_program:
            left = names_leave(names, quotes_sorry=QUOTED_SORRY in declaration.trust)
            found = (*left.sorries, *left.forges, *left.spells)
            if found:
                self.marks[entry.ref] = tuple(dict.fromkeys(found))

    def _read_notations(self) -> dict[Ref, Notation]:
        """Number all notation, and look up what each expands to."""
        found: dict[Ref, Notation] = {}
        self.macro_sets: dict[Ref, frozenset[str]] = defaultdict(frozenset)
        self.troubled: dict[Ref, bool] = defaultdict(bool)
        for notation in self.notations.all:
            found.setdefault(notation.ref, notation)
            if notation.ref not in self.numbers:
                self.numbers[notation.ref] = len(self.nodes)
                self.nodes.append(Node(notation.ref, notation.number, notation.start, False))
        for notation in self.notations.all:
            self._read_expansion(notation)
        self._close_over_macros()
        return found

    def _read_expansion(self, notation: Notation) -> None:
        node = self.nodes[self.numbers[notation.ref]]
        spot = Spot(notation.scope, notation.start, locals=notation.expansion)
        reader = _Reader(self, notation.number, spot)
        node.body.add(reader.look_up(notation.names, count=False))
        self._add_many(node, reader.many)
        for other in self.notations.used(notation.expansion, notation.number, notation.start):
            if other is not notation:
                node.body.named[self.numbers[other.ref]] = None
        for entry in self._elaborators(notation):
            node.body.named[self.numbers[entry.ref]] = None
        self.macro_sets[notation.ref] |= (
            frozenset({_ANY}) if notation.is_code else sets_of(notation.expansion, self.members)
        )
        hidden = {h.scope for h in notation.module.hidden}
        if notation.leaves_sorry or notation.scope in hidden:
            self.troubled[notation.ref] = True
        if notation.forms:
            self.marks[notation.ref] = notation.forms

    def _elaborators(self, notation: Notation) -> Iterator[Entry]:
        """`@[tactic foo] def …` says what `syntax (name := foo) …` does."""
        if notation.kind:
            yield from self._by_attribute.get(notation.kind, ())

    def _close_over_macros(self) -> None:
        """A macro that uses a macro that leaves a sorry leaves one, and so for sets."""
        numbers = [self.numbers[n.ref] for n in self.notations.all]
        at = {number: place for place, number in enumerate(dict.fromkeys(numbers))}
        edges = [[at[t] for t in self.nodes[n].body.named if t in at] for n in at]
        refs = [self.nodes[n].ref for n in at]
        for layer in layers(edges):
            reached = [t for n in layer for t in (n, *edges[n])]
            sets = frozenset[str]().union(*(self.macro_sets[refs[t]] for t in reached))
            trouble = any(self.troubled[refs[t]] for t in reached)
            for n in layer:
                self.macro_sets[refs[n]], self.troubled[refs[n]] = sets, trouble

    # -- sets and instances --

    def _set_members(self) -> Iterator[tuple[str, int, Member]]:
        """(set, module, member) for every attribute that puts a declaration at a tactic's disposal;
        on the way, which definitions elaborate which syntax."""
        self._by_attribute: dict[str, list[Entry]] = defaultdict(list)
        self._instance_attributes: list[tuple[Entry, int, int]] = []
        for entries in self.table.entries.values():
            for entry in entries:
                number = self.visibility.number(entry.project, entry.module)
                for attribute in entry.declaration.attributes:
                    end = entry.declaration.end
                    yield from self._attribute(attribute, entry, number, end)
        for number, (_, module) in enumerate(self.visibility.modules):
            for at, scope in enumerate(module.scopes):
                if scope.kind == "attribute":
                    yield from self._late_attribute(number, module, at)
        yield from self._elaborates_elsewhere()
        yield from self._findable()

    def _elaborates_elsewhere(self) -> Iterator[tuple[str, int, Member]]:
        """Programs that give the syntax of others another meaning, such as Lean's own `⟨…⟩`:
        whoever sees one may use it."""
        own = {notation.kind for notation in self.notations.all}
        listed = (e.declaration for es in self.table.entries.values() for e in es)
        own |= {plain_kind(d.name) for d in listed if any("parser" in a for a in d.attributes)}
        for kind, entries in self._by_attribute.items():
            for entry in entries if kind not in own else ():
                number = self.visibility.number(entry.project, entry.module)
                yield _ELSEWHERE, number, Member(entry.declaration.end, entry.ref)

    def _findable(self) -> Iterator[tuple[str, int, Member]]:
        """All theorems, when some proof has a tactic search through them."""
        listed = [e for entries in self.table.entries.values() for e in entries]
        if any(not _SEARCHES.isdisjoint(e.declaration.body_names) for e in listed):
            for entry in listed:
                if entry.declaration.kind in ("theorem", "axiom"):
                    number = self.visibility.number(entry.project, entry.module)
                    yield _FINDABLE, number, Member(entry.declaration.end, entry.ref)

    def _attribute(
        self, attribute: str, entry: Entry, number: int, start: int
    ) -> Iterator[tuple[str, int, Member]]:
        for parts in attributes(attribute):
            if len(parts) > 1 and parts[0].removeprefix("builtin_") in _ELABORATES:
                self._by_attribute[plain_kind(parts[-1])].append(entry)
            if "instance" in parts and parts[0] != "-":
                self._instance_attributes.append((entry, number, start))
            for name in attribute_sets(parts):
                yield name, number, Member(start, entry.ref)

    def _late_attribute(
        self, number: int, module: Module, at: int
    ) -> Iterator[tuple[str, int, Member]]:
        """`attribute [simp] a b`."""
        scope = module.scopes[at]
        inside, _, names = scope.text.removeprefix("[").partition("]")
        start = next(
            (d.start for d in module.declarations if d.start_line > scope.line), module.size
        )
        reader = self.resolvers[number]
        for name in names.split():
            for entry in reader.resolve(name, Spot(at, start + 1)).named:
                yield from self._attribute(inside, entry, number, start - 1)

    def _instances(self) -> Iterator[Instance]:
        seen: set[Ref] = set()
        listed = [e for es in self.table.entries.values() for e in es]
        marked = [e for e, _, _ in self._instance_attributes]
        for entry in (*(e for e in listed if e.declaration.is_instance), *marked):
            if entry.ref not in seen:
                seen.add(entry.ref)
                yield self._instance(entry)

    def _instance(self, entry: Entry) -> Instance:
        """The class and the types of an instance's conclusion.  A type that unfolds (`abbrev`) is
        no anchor: type class search sees through it."""
        declaration = entry.declaration
        number = self.visibility.number(entry.project, entry.module)
        own, rest = binders(words(declaration.statement))
        taken = self.variables[number].of(declaration)
        bound = {n for b in (*taken, *own) for n in b.names}
        conclusion = [w for w in rest[1:] if is_ident(w)]
        spot = _spot(declaration, entry.ref.name, taken)
        resolver = self.resolvers[number]
        anchors = set()
        for word in conclusion:
            named = resolver.resolve(word, spot).named if word not in bound else ()
            if len(named) == 1 and stays_folded(named[0].declaration):
                anchors.add(named[0].ref)
        head = conclusion[0] if conclusion else ""
        return Instance(entry, head, frozenset(anchors - {entry.ref}), frozenset(rest[1:]))

    def _anchors(self, instances: Iterable[Instance]) -> list[int]:
        """The nodes that need a bit of their own: types that fields belong to, and those of
        instances."""
        found: dict[int, None] = {}
        for node in self.nodes:
            for part in (node.statement, node.body):
                found.update(dict.fromkeys(owner for owner, _ in part.fields if owner >= 0))
        for instance in instances:
            found.update(dict.fromkeys(self.numbers[a] for a in instance.anchors))
        return list(found)

    def _instance_edges(self, instances: Iterable[Instance]) -> dict[int, list[int]]:
        """Where a type occurs, what its instances mention may occur; one of its types stands for
        all, since an instance is found only where all of them occur."""
        found: dict[int, list[int]] = defaultdict(list)
        listed = list(instances)
        count = Counter(anchor for i in listed for anchor in i.anchors)

        def rarity(anchor: Ref) -> tuple[bool, int, str]:
            is_class = self.entries[anchor].declaration.kind == "class"
            return (is_class, count[anchor], str(anchor))

        for instance in listed:
            if instance.anchors:
                rarest = min(instance.anchors, key=rarity)
                found[self.numbers[rarest]].append(self.numbers[instance.entry.ref])
        return found

    # -- round three: edges --

    def _add_named(self, used: dict[Ref, str], node: Node) -> None:
        for part, kind in ((node.body, PROOF), (node.statement, STATEMENT)):
            for target in (*part.named, *(t for _, t in part.fields)):
                end = self.nodes[target].ref
                if end != node.ref:
                    used[end] = kind

    def _add_sets(self, chains: Chains) -> None:
        for node in self.nodes:
            for name in sorted(node.sets):
                members = self.members[name]
                label = _label(name)
                own = members.get(node.number, ())
                _lead(chains, node, chains.link(label, node.number, own, node.start))
                _lead(chains, node, chains.imported(label, node.number, members))

    def _add_instances(self, chains: Chains, instances: Sequence[Instance], sight: Sight) -> None:
        """Lead every declaration to the instances about types that may occur in it, unless
        something that it names and that stands before it leads there already."""
        supply = Supply(self.visibility, instances, self.numbers, sight)
        anybody = grouped(supply.for_anybody)
        for node in self.nodes:
            for group in supply.fresh(node, self.nodes):
                before = node.start if group.number == node.number else None
                _lead(chains, node, chains.link(group.name, group.number, group.members, before))
            for name, members in anybody.items():
                own = members.get(node.number, ())
                _lead(chains, node, chains.link(name, node.number, own, node.start))
                _lead(chains, node, chains.imported(name, node.number, members))


_ANY = "any set"  # what a program draws on, of which text cannot tell
_FINDABLE, _ELSEWHERE = "any theorem", "programs for the syntax of others"


def _label(name: str) -> str:
    """What people call a set."""
    if name in (_ANY, _FINDABLE, _ELSEWHERE):
        return name
    return f"any {name}" if name[0] == "." else f"the {name} set"


def _lead(chains: Chains, node: Node, link: Ref | None) -> None:
    if link is not None:
        chains.edges[node.ref][link] = IMPLICIT


@dataclass(slots=True)
class Group:
    """The instances of one module about the same types; `mask` holds their bits."""

    name: str
    number: int
    members: list[Member] = field(default_factory=list)
    mask: int = 0


class Supply:
    """Which instances a node may draw on, as bit sets over all that are about some type of the
    projects; `for_anybody` are the others.  Where there are too many to tell apart, all are.

    Bits are in the order of modules and places, so that what stands before a place is a range.
    """

    def __init__(
        self,
        visibility: Visibility,
        instances: Sequence[Instance],
        numbers: Mapping[Ref, int],
        sight: Sight,
    ) -> None:
        self.visibility = visibility
        self.for_anybody: list[tuple[str, int, Member]] = []
        self._needs: list[int] = []
        self._ends: dict[int, list[int]] = defaultdict(list)  # by module, in order
        self._first: dict[int, int] = {}  # bit of a module's first instance
        self._groups: list[Group] = []  # by bit
        self._met: dict[int, int] = {}
        self._seen: dict[int, int] = {}
        self._all: dict[Ref, int] = {}
        self._made: dict[tuple[int, int], Group] = {}
        self._coarse = len(instances) * len(numbers) > _MOST_PAIRS
        for instance in sorted(instances, key=self._place):
            self._add(instance, sight.bits(numbers[a] for a in instance.anchors), sight)

    def _place(self, instance: Instance) -> tuple[int, int]:
        entry = instance.entry
        number = self.visibility.number(entry.project, entry.module)
        return (self.visibility.order[number], entry.declaration.end)

    def _add(self, instance: Instance, need: int, sight: Sight) -> None:
        entry = instance.entry
        number = self.visibility.number(entry.project, entry.module)
        member = Member(entry.declaration.end, entry.ref)
        if not need or self._coarse:
            self.for_anybody.append(("instances of any type", number, member))
            return
        bit = len(self._needs)
        self._first.setdefault(number, bit)
        self._ends[number].append(member.start)
        self._needs.append(need)
        if (need, number) not in self._made:
            names = ", ".join(sight.names(need))
            self._made[need, number] = Group(f"instances of {names}", number)
        group = self._made[need, number]
        group.members.append(member)
        group.mask |= 1 << bit
        self._groups.append(group)

    def fresh(self, node: Node, nodes: Sequence[Node]) -> Iterator[Group]:
        """The groups with an instance that no earlier node which this one names leads to."""
        mine = self._drawn(node)
        rank = (self.visibility.order[node.number], node.start)
        for target in (*node.statement.named, *node.body.named) if mine else ():
            other = nodes[target]
            if (self.visibility.order[other.number], other.start) < rank:
                mine &= ~self._drawn(other)
        while mine:
            group = self._groups[(mine & -mine).bit_length() - 1]
            yield group
            mine &= ~group.mask

    def _drawn(self, node: Node) -> int:
        """All instances that a node may draw on."""
        if node.ref not in self._all:
            ends = self._ends.get(node.number, ())
            own = (1 << bisect_left(ends, node.start)) - 1 << self._first.get(node.number, 0)
            self._all[node.ref] = self._of(node.classes) & (self._imported(node.number) | own)
        return self._all[node.ref]

    def _of(self, classes: int) -> int:
        """The instances all of whose types are among these.  Where telling them apart would take
        too long, all are."""
        if classes not in self._met:
            if len(self._met) * len(self._needs) > _MOST_STEPS:
                return (1 << len(self._needs)) - 1
            met = (1 << at for at, need in enumerate(self._needs) if need & classes == need)
            self._met[classes] = sum(met)
        return self._met[classes]

    def _imported(self, number: int) -> int:
        """The instances of the modules that a module imports."""
        if number not in self._seen:
            seen = self.visibility.seen(number) & ~(1 << number)
            found = 0
            for other, first in self._first.items():
                if seen >> other & 1:
                    found |= (1 << len(self._ends[other])) - 1 << first
            self._seen[number] = found
        return self._seen[number]


_MOST_PAIRS = 50_000_000  # of a declaration and an instance that it may draw on
_MOST_STEPS = 20_000_000  # of telling apart which instances are about which types
_MOST_BITS = 1_500_000_000  # of all bit sets of types together


class Sight:
    """The types that may occur in a declaration: those its words lead to through statements, and
    through the bodies of what is no theorem.

    It starts from all fields that may be meant and then lets go, twice, of those whose type cannot
    occur; what may occur by the first count is a superset of what does, so the second is one too.
    """

    def __init__(self, nodes: list[Node], anchors: list[int], more: dict[int, list[int]]) -> None:
        self.nodes = nodes
        self.more = more
        # where there are too many types to tell them apart, every one may occur everywhere
        self._coarse = len(anchors) * len(nodes) > _MOST_BITS
        self._bit = {a: 1 if self._coarse else 1 << at for at, a in enumerate(anchors)}
        self._anchors = anchors
        self._place = {node.ref: at for at, node in enumerate(nodes)}
        self._reached = self._closure()
        for node in nodes:
            self._let_go(node.statement, node.statement)
            self._let_go(node.body, node.statement, node.body)
        self._reached = self._closure()

    def _closure(self) -> list[int]:
        edges = [list(self._meaning(at)) for at in range(len(self.nodes))]
        everything = 1 if self._coarse else (1 << len(self._anchors)) - 1

        def own(number: int) -> int:
            if self._coarse or self.nodes[number].wild:
                return everything
            return self._bit.get(number, 0)

        return closure(layers(edges), edges.__getitem__, own)

    def _meaning(self, at: int) -> Iterator[int]:
        """What a node's meaning mentions."""
        node = self.nodes[at]
        parts = (node.statement,) if node.proof_only else (node.statement, node.body)
        for part in parts:
            yield from part.named
            yield from (t for _, t in part.fields)
        yield from self.more.get(at, ())

    def settle(self, node: Node) -> None:
        """Let go of fields that cannot be meant, and note which types may occur."""
        self._let_go(node.statement, node.statement)
        node.classes = self._let_go(node.body, node.statement, node.body)
        node.classes |= self._reached[self._place[node.ref]]

    def _let_go(self, part: Found, *seeds: Found) -> int:
        """Keep the fields of `part` whose type may occur; returns the types that may."""
        seen = 0
        for seed in seeds:
            for target in seed.named:
                seen |= self._reached[target]
            if seed is not part:
                for _, target in seed.fields:
                    seen |= self._reached[target]
        waiting: dict[int, list[tuple[int, int]]] = defaultdict(list)
        kept: dict[tuple[int, int], None] = {}
        queue: list[tuple[int, int]] = []
        for pair in part.fields:
            bit = self._bit.get(pair[0], 0) if pair[0] >= 0 else 0
            if bit & ~seen:
                waiting[bit].append(pair)
            else:
                queue.append(pair)
        while queue:
            pair = queue.pop()
            kept[pair] = None
            fresh = self._reached[pair[1]] & ~seen
            if fresh:
                seen |= fresh
                for place in bits(fresh):
                    queue += waiting.pop(1 << place, ())
        part.fields = {pair: None for pair in part.fields if pair in kept}
        return seen

    def bits(self, anchors: Iterable[int]) -> int:
        """The bit set of some anchors."""
        union = 0
        for anchor in anchors:
            union |= self._bit[anchor]
        return union

    def names(self, union: int) -> list[str]:
        """The names of a bit set's types."""
        if self._coarse:
            return ["any type"]
        return sorted(self.nodes[self._anchors[at]].ref.name for at in bits(union))


class _Reader:
    """Looks up the words of one declaration or notation, and counts those that mean nothing
    here."""

    def __init__(self, builder: _Builder, number: int, spot: Spot) -> None:
        self.builder = builder
        self.number = number
        self.spot = spot
        self.missed = 0
        self.many: set[str] = set()  # fields that so many declarations have that they are a set
        self.unknown: list[str] = []

    def look_up(self, written: Iterable[str], *, count: bool = True) -> Found:
        """What the words may mean."""
        found = Found()
        resolver = self.builder.resolvers[self.number]
        numbers = self.builder.numbers
        for word in written:
            meaning = resolver.resolve(word, self.spot)
            for entry in meaning.named:
                found.named[numbers[entry.ref]] = None
            for owner, entry in meaning.fields:
                found.fields[self.builder.owner(owner), numbers[entry.ref]] = None
            self.many.update(meaning.many)
            if not meaning:
                self.unknown.append(word)
                self.missed += count
        return found

    def declared_by(self) -> Iterator[Notation]:
        """The commands that may have declared a name which no declaration has."""
        notations = self.builder.notations
        known = notations.by_word.keys()
        hit = [w for w in self.unknown if not known.isdisjoint(heads(w))] if known else ()
        for word in (head for w in hit for head in heads(w)):
            for notation in notations.by_word.get(word, ()):
                if notation.declares and notations.in_force(notation, self.number, self.spot.start):
                    yield notation


_RUN = frozenset({"run_tac", "by_elab", "run_conv"})
_SEARCHES = frozenset("exact? apply? rw? rewrite? try? hint observe? show_term?".split())
_ELABORATES = frozenset("tactic term_elab command_elab macro".split())


def _spot(declaration: Declaration, name: str, taken: Iterable[Binder]) -> Spot:
    written = (*declaration.statement_names, *declaration.body_names)
    own, _ = binders(words(declaration.statement))
    bound = frozenset(n for b in taken for n in b.names)
    return Spot(
        declaration.scope,
        declaration.start,
        name,
        bound.union(w for w in written if "." not in w),
        declaration.after_exit,
        bound=bound.union(_bound_by(own)),
    )


def _bound_by(own: Iterable[Binder]) -> Iterator[str]:
    """Names that a statement's binders bind before they are used: from there on no declaration of
    that name can be meant."""
    used: set[str] = set()
    for binder in own:
        used.update(w.split(".")[0] for w in binder.type)
        yield from (n for n in binder.names if n not in used)


def _bound_in_body(declaration: Declaration, bound: frozenset[str]) -> frozenset[str]:
    """The same for a body.  A tactic may take a name away again, so that in a proof, and wherever
    such a tactic occurs, nothing is certain."""
    if declaration.kind == "theorem" or not _UNBINDING.isdisjoint(declaration.body_names):
        return frozenset()
    return bound


_UNBINDING = frozenset(
    "clear clear_ clear_value subst subst_vars subst_eqs revert rename rename_i simp_all cases "
    "cases' rcases obtain injection injections induction induction' aesop grind omit".split()
)


def _statement_words(declaration: Declaration) -> Iterator[str]:
    """The words of a statement that may set off a notation, symbols character by character."""
    yield from declaration.statement_names
    yield from (n[1:] for n in declaration.statement_names if n[0] == ".")
    yield from (c for c in set(declaration.statement) if not c.isalnum())


def _runs_unasked(declaration: Declaration) -> tuple[str, ...]:
    """Tactics that Lean runs by itself: for the bounds of `xs[i]`, and for recursion."""
    last = declaration.name.rpartition(".")[2]
    names = declaration.body_names
    calls_itself = any(n.rpartition(".")[2] == last for n in names)
    return ("simp",) if "[" in declaration.symbols or calls_itself else ()


def stays_folded(declaration: Declaration) -> bool:
    """Whether type class search never looks through a name."""
    if declaration.keyword == "abbrev" or declaration.kind == "theorem" or declaration.is_instance:
        return False
    return not any("reducible" in a for a in declaration.attributes)
