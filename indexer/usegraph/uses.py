"""Builds the use graph: who uses whom, by name or by notation, for certain or perhaps.

Three rounds, each over all declarations.  First every written word is looked up.  Then the types
that may occur in each declaration are found by following statements: `x.f` can only be the `f` of
one of them.  Last the edges are made.  What a proof may use without naming it is `supply`'s matter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from operator import attrgetter

from indexer.base.closures import bits, closure, layers, union
from indexer.lean.names import halves
from indexer.lean.records import Declaration, Module
from indexer.lean.syntax.keywords import DECLARATIONS
from indexer.lean.syntax.lexer import is_ident
from indexer.lean.syntax.programs import MAKES_CODE, joins_names, last
from indexer.names.automation import (
    ANY_SET,
    ANY_THEOREM,
    DERIVABLE,
    DERIVED,
    ELSEWHERE,
    INSTANCES,
    PROOF,
    SEARCHES,
    STATEMENT,
    Instance,
    attribute_sets,
    attributes,
    sets_of,
)
from indexer.names.behind import INDEX, RECURSION, behind
from indexer.names.notation import Notation, Notations, heads, plain_kind, words_of
from indexer.names.resolver import Resolver, Spot
from indexer.names.scopes import mutual_blocks
from indexer.names.table import Entry, Table
from indexer.scan.records import Index, Ref
from indexer.terms.fingerprint import Binder, Variables, binders, words
from indexer.terms.propositions import Hypothesis, TooDeepError, parse, strip
from indexer.terms.telescope import plain, stated
from indexer.usegraph.written import Written, parts_of


@dataclass(slots=True)
class Found:
    """What is written in one part of a declaration: nodes that are `named`, and whether Lean is
    sure to take each, and `fields` that may be meant: (node of the type they belong to or -1,
    node)."""

    named: dict[int, bool] = field(default_factory=dict)
    fields: dict[tuple[int, int], None] = field(default_factory=dict)
    many: dict[str, None] = field(default_factory=dict)  # sets of fields that a great many have
    plain: dict[int, str] = field(default_factory=dict)  # those that only one bare word names

    def name(self, node: int, *, certain: bool, word: str = "") -> None:
        """Add a node that is named, by a `word` that may be bound where it stands."""
        if certain and not self.named.get(node):
            if word:
                self.plain[node] = word
        elif certain and self.plain.get(node, word) != word:
            del self.plain[node]
        self.named[node] = certain or self.named.get(node, False)

    def doubt(self) -> None:
        """Take none of the names for certain."""
        self.named = dict.fromkeys(self.named, False)
        self.plain.clear()


class Node:
    """A declaration or a notation in the graph.  What it uses is read when it is first asked for:
    of a large tree few nodes ever are."""

    __slots__ = (
        "_body",
        "_read",
        "_sets",
        "_statement",
        "is_type",
        "number",
        "proof_only",
        "ref",
        "start",
    )

    def __init__(
        self,
        ref: Ref,
        number: int,
        start: int,
        read: Callable[[Node], None] | None = None,
        *,
        proof_only: bool = False,
        is_type: bool = False,
    ) -> None:
        """`number` is that of its module; `proof_only` tells a theorem: what its body uses says
        nothing of its meaning."""
        self.ref = ref
        self.number = number
        self.start = start
        self.proof_only = proof_only
        self.is_type = is_type
        self._read = read
        self._statement = _UNREAD
        self._body = _UNREAD
        self._sets: frozenset[str] = frozenset()

    @property
    def is_read(self) -> bool:
        """Whether it is known what it uses."""
        return self._statement is not _UNREAD

    def read(self) -> None:
        """Find out what it uses."""
        if self._statement is _UNREAD:
            self._statement, self._body = Found(), Found()
            if self._read:
                self._read(self)

    @property
    def statement(self) -> Found:
        """What its statement names."""
        if self._statement is _UNREAD:
            self.read()
        return self._statement

    @property
    def body(self) -> Found:
        """What its body names."""
        if self._body is _UNREAD:
            self.read()
        return self._body

    @property
    def sets(self) -> frozenset[str]:
        """The sets that its proof may draw on."""
        self.read()
        return self._sets

    @sets.setter
    def sets(self, sets: frozenset[str]) -> None:
        self._sets = sets


_UNREAD = Found()


@dataclass(frozen=True, slots=True)
class Member:
    """A declaration, by its node, in a set: from offset `start` of module `number` on.  `owner` is
    the node of the type without which a field is never meant, -1 for none."""

    number: int
    start: int
    node: int
    owner: int = -1


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
    unresolved: Mapping[Ref, int]
    notations: dict[Ref, Notation]
    alike: dict[Ref, list[Notation]]
    macro_sets: Mapping[Ref, frozenset[str]]
    drawn: frozenset[str]  # the sets that a proof may draw on
    _builder: _Builder
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
        return Written(self.table, self.numbers, members)

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
    def derived_from(self) -> Mapping[int, int]:
        """The node of what `deriving` makes → that of its type."""
        return self._builder.derived_from

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """All instances, with the types that they are about."""
        return tuple(map(self._builder.instance, self._builder.instances))

    @cached_property
    def more(self) -> Mapping[int, Sequence[int]]:
        """Where a type occurs, what its instances mention may occur; one of its types stands for
        all, since an instance is found only where all of them occur."""
        found: dict[int, list[int]] = defaultdict(list)
        count = Counter(anchor for i in self.instances for anchor in i.anchors)

        def rarity(anchor: Ref) -> tuple[bool, int, str]:
            is_class = self.entries[anchor].declaration.kind == "class"
            return (is_class, count[anchor], str(anchor))

        for instance in self.instances:
            if instance.anchors:
                rarest = min(instance.anchors, key=rarity)
                found[self.numbers[rarest]].append(self.numbers[instance.entry.ref])
        return found

    @property
    def written(self) -> Mapping[str, int]:
        """How many statements hold a word that no declaration has; as long as not all are read, as
        far as is seen at a glance."""
        return self._builder.written if self.is_whole else self._glance

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
    def edges(self) -> Edges:
        """What each declaration and each notation uses by name or notation, with how."""
        return Edges(self)

    @cached_property
    def meant(self) -> list[list[int]]:
        """What the meaning of each node mentions; see `meanings`."""
        return meanings(self.nodes, self.members)()

    @cached_property
    def meant_in_order(self) -> list[list[int]]:
        """The nodes so that all that the meaning of each mentions comes before it."""
        return layers(self.meant)

    @cached_property
    def places(self) -> list[tuple[int, int, int]]:
        """Where each node stands in an order in which all that it may use comes before it, but for
        what is of the same `mutual` block; notation comes before what follows it."""
        order = self.table.visibility.order
        return [(order[n.number], n.start, n.ref in self.entries) for n in self.nodes]

    @cached_property
    def ordered(self) -> list[list[int]]:
        """All nodes in that order, those of a cycle together."""
        places = self.places
        line = sorted(range(len(self.nodes)), key=places.__getitem__)
        at = [0] * len(line)
        for here, node in enumerate(line):
            at[node] = here
        late: list[tuple[int, int]] = []
        for node in line if self.is_whole else self._looking_ahead(line):
            named = (*self.nodes[node].statement.named, *self.nodes[node].body.named)
            last = max((at[t] for t in named), default=0)
            if last > at[node] and places[line[last]][0] == places[node][0]:
                late.append((at[node], last))
        return list(_unwound(line, sorted(late), lambda n: self.nodes[n]))

    @cached_property
    def rank(self) -> list[int]:
        """Where each node stands in that order."""
        found = [0] * len(self.nodes)
        for at, group in enumerate(self.ordered):
            for node in group:
                found[node] = at
        return found

    def _looking_ahead(self, line: Sequence[int]) -> Iterator[int]:
        """Those of a line that may name what stands later in it: what begins at the same offset as
        that, stands with it in a `mutual` block, or is declared more than once; and writes a word
        of its name."""
        together: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        blocks: dict[int, Sequence[int]] = {}
        for node in line:
            ref, number = self.nodes[node].ref, self.nodes[node].number
            entries = self.table.entries.get(ref, ())
            if number not in blocks:
                blocks[number] = mutual_blocks(self.table.visibility.modules[number][1])
            inside = (
                max((blocks[number][e.declaration.scope] for e in entries), default=-1)
                if blocks[number]
                else -1
            )
            order, start, _ = self.places[node]
            together[(order, -1, inside) if inside >= 0 else (order, start, -1)].append(node)
            if ref in self.alike or len(entries) > 1:
                yield node
        for group in together.values():
            if len(group) > 1:
                lasts = self._lasts(group)
                yield from (node for node in group if self._writes_any(node, lasts))

    def _lasts(self, nodes: Iterable[int]) -> Set[str]:
        """The last components of all names of some nodes."""
        names = (
            name
            for node in nodes
            for entry in self.table.entries.get(self.nodes[node].ref, ())
            for name in (
                entry.ref.name,
                *entry.declaration.members,
                *self.words.made.get(node, ()),
            )
        )
        found = dict.fromkeys(halves(name)[1] for name in names)
        queue = list(found)
        for part in queue:
            fresh = [other for other in self.words.other_names.get(part, ()) if other not in found]
            found.update(dict.fromkeys(fresh))
            queue += fresh
        return found.keys()

    def _writes_any(self, node: int, lasts: Set[str]) -> bool:
        """Whether a node may name one of these; of what is no declaration it is not asked."""
        entries = self.table.entries.get(self.nodes[node].ref)
        number = self.nodes[node].number
        if not entries or any(number in self.words.in_variables.get(w, ()) for w in lasts):
            return True
        return any(
            not lasts.isdisjoint(parts_of(word))
            for entry in entries
            for word in (*entry.declaration.statement_names, *entry.declaration.body_names)
        )


class Edges(Mapping[Ref, Mapping[Ref, str]]):
    """What each declaration and each notation uses, with how: "statement" or "proof", the stronger
    that applies.  Made where it is asked for: of a large tree few are, and all are a gigabyte."""

    def __init__(self, built: Build) -> None:
        self._built = built

    def __getitem__(self, ref: Ref) -> Mapping[Ref, str]:
        """What one uses.  Raises KeyError for what is no node."""
        nodes = self._built.nodes
        node = nodes[self._built.numbers[ref]]
        if not self._is_shown(ref):
            raise KeyError(ref)
        used: dict[Ref, str] = {}
        for part, kind in ((node.body, PROOF), (node.statement, STATEMENT)):
            for target in (*part.named, *(t for _, t in part.fields)):
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


def _unwound(
    line: list[int], late: Iterable[tuple[int, int]], node: Callable[[int], Node]
) -> Iterator[list[int]]:
    """The nodes of a line, where some name what stands later: each stretch between such a node and
    what it names is put in order by itself."""
    done = 0
    for start, end in _merged(late):
        yield from ([here] for here in line[done:start])
        stretch = line[start : end + 1]
        inside = {here: at for at, here in enumerate(stretch)}
        edges = [
            [
                inside[t]
                for part in (node(n).statement, node(n).body)
                for t in part.named
                if t in inside
            ]
            for n in stretch
        ]
        yield from ([stretch[at] for at in layer] for layer in layers(edges))
        done = end + 1
    yield from ([here] for here in line[done:])


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges that overlap as one; they come in order of their starts."""
    found: list[tuple[int, int]] = []
    for start, end in ranges:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def build(index: Index, *, lazily: bool = False) -> Build:
    """The use graph of everything in an index, `lazily` with nothing read that nobody asks for."""
    made = _Builder(index).build()
    if not lazily:
        made.read_all()
    return made


class _Builder:
    def __init__(self, index: Index) -> None:
        self.table = Table(index)
        self.visibility = self.table.visibility
        self.notations = Notations(self.visibility)
        self._resolvers: dict[int, Resolver] = {}
        self._variables: dict[int, Variables] = {}
        self.nodes: list[Node] = []
        self._owners: dict[str, int] = {}
        self._pairs: dict[tuple[int, int], tuple[int, int]] = {}
        self.numbers: dict[Ref, int] = {}
        self.entries: dict[Ref, Entry] = {}
        self.unresolved: dict[Ref, int] = defaultdict(int)
        self.written: dict[str, int] = defaultdict(int)
        self.members: dict[str, list[Member]] = defaultdict(list)
        self.derived_from: dict[int, int] = {}

    def build(self) -> Build:  # the order of the steps matters
        for entries in self.table.entries.values():
            for entry in entries:
                self._number_entry(entry)
        for name, member in self._set_members():
            self.members[name].append(member)
        self.drawn = frozenset((*self.members, ANY_SET))
        used = self._read_notations()
        self.instances = self._instances()
        for entry in self.instances:
            derivable = last(class_of(entry.declaration)) in DERIVABLE
            name = DERIVED if derivable else INSTANCES
            self.members[name].append(self._member(entry))
        self._add_derived()
        return Build(
            self.nodes,
            self.numbers,
            self.table,
            self.members,
            self.programs,
            self.entries,
            self.unresolved,
            used,
            self.alike,
            self.macro_sets,
            self.drawn,
            self,
        )

    def resolver(self, number: int) -> Resolver:
        """What resolves the names of a module."""
        if number not in self._resolvers:
            project, module = self.visibility.modules[number]
            self._resolvers[number] = Resolver(self.table, module, project)
        return self._resolvers[number]

    def variables(self, number: int) -> Variables:
        """The `variable`s of a module."""
        if number not in self._variables:
            self._variables[number] = Variables(self.visibility.modules[number][1])
        return self._variables[number]

    # -- words --

    def _number_entry(self, entry: Entry) -> None:
        if entry.ref not in self.numbers:
            self.numbers[entry.ref] = len(self.nodes)
            self.entries[entry.ref] = entry
            number = self.visibility.number(entry.project, entry.module)
            is_proof = entry.declaration.kind == "theorem"
            is_type = entry.declaration.kind in _TYPES
            start = entry.declaration.start
            node = Node(
                entry.ref, number, start, self._read_node, proof_only=is_proof, is_type=is_type
            )
            self.nodes.append(node)

    def _read_node(self, node: Node) -> None:
        """Look up all words of a node."""
        for entry in self.table.entries[node.ref]:
            self._read(entry, node)

    def _read(self, entry: Entry, node: Node) -> None:
        """Look up the words of a declaration, and the notation that they set off."""
        declaration = entry.declaration
        taken = self.variables(node.number).of(declaration)
        spot = _spot(declaration, entry.ref.name, taken)
        reader = _Reader(self, node.number, spot)
        reader.types = self._types(entry, taken, node.number, spot)
        context = [w for b in taken for w in b.type if is_ident(w)]
        reader.look_up((*declaration.statement_names, *declaration.parents), node.statement)
        for word in reader.unknown:
            self.written[word] += 1
        reader.look_up(context, node.statement, count=False)
        body_bound = _bound_in_body(declaration, spot.bound)
        reader.doubted = spot.bound - body_bound
        reader.spot = replace(spot, itself=True, bound=body_bound)
        reader.look_up(declaration.body_names, node.body)
        stated = [*context, *_statement_words(declaration)]
        others = {
            bound
            for bound, known in reader.types.items()
            if known != halves(entry.ref.name)[0] and self._is_type(known)
        }
        runs = (*_runs_hidden(declaration, others),)
        written = frozenset((*words_of(declaration), *stated, *runs))
        sets = self._read_notation(node, reader, frozenset(stated), written, declaration.keyword)
        unasked = {"simp"} if runs else ()
        node.sets |= sets_of((*declaration.body_names, *unasked), self.drawn) | sets
        node.sets |= self.drawn & {ELSEWHERE}
        if not SEARCHES.isdisjoint(declaration.body_names):
            node.sets |= {ANY_THEOREM}
        node.sets |= {*node.statement.many, *node.body.many}
        self.unresolved[entry.ref] += reader.missed

    def _is_type(self, name: str) -> bool:
        """Whether a name is that of a type that unfolds to no other."""
        return all(e.declaration.kind in _TYPES for e in self.table.find(name))

    def _types(
        self, entry: Entry, taken: Iterable[Binder], number: int, spot: Spot
    ) -> dict[str, str]:
        """The types of the names that a statement binds, where it is of the projects and means but
        one."""
        declaration = entry.declaration
        if not any("." in w[1:] for w in (*declaration.statement_names, *declaration.body_names)):
            return {}
        found: dict[str, str] = {}
        own, rest = stated(declaration.statement)
        for binder in (*taken, *own, *_introduced(rest[1:], declaration)):
            head = next(iter(strip(binder.type)), "")
            if binder.names and is_ident(head or " ") and head not in spot.bound:
                named = self.resolver(number).resolve(head, spot).certain
                if named:
                    found.update(dict.fromkeys(binder.names, named.ref.name))
        return found

    def _read_notation(
        self,
        node: Node,
        reader: _Reader,
        stated: frozenset[str],
        written: frozenset[str],
        keyword: str,
    ) -> frozenset[str]:
        """Add the notation in use; returns the sets of automation that macros draw on.  What a
        program makes of the body that follows its own `keyword`, text does not tell."""
        start = reader.spot.start
        used = dict.fromkeys(self.notations.used(written, node.number, start))
        used.update(dict.fromkeys(reader.declared_by()))
        if keyword not in DECLARATIONS and any(n.is_code and n.begins(keyword) for n in used):
            node.body.doubt()
        hidden = self.notations.used_unseen(behind(written), node.number, start)
        for notation in (n for n in hidden if n not in used):
            node.body.name(self.numbers[notation.ref], certain=False)
        sets: frozenset[str] = frozenset()
        for notation in used:
            part = node.statement if notation.is_set_off_by(stated) else node.body
            part.name(self.numbers[notation.ref], certain=notation.is_plain)
            sets |= self.macro_sets[notation.ref]
        return sets

    def many(self, last: str) -> str:
        """The set of a field that a great many declarations have."""
        name = f".{last}"
        if name not in self.members:
            for owner, entry in self.table.fields(last):
                number = self.visibility.number(entry.project, entry.module)
                node, end = self.numbers[entry.ref], entry.declaration.end
                self.members[name].append(Member(number, end, node, self.owner(owner)))
        return name

    def pair(self, owner: str, number: int) -> tuple[int, int]:
        """The node of a field's type, and that of the field: thousands may mean the same one."""
        pair = (self.owner(owner), number)
        return self._pairs.setdefault(pair, pair)

    def owner(self, namespace: str) -> int:
        """The node of the type that a field belongs to, -1 for a type of another package."""
        if namespace not in self._owners:
            entries = self.table.find(namespace, guesses=True)
            self._owners[namespace] = self.numbers[entries[0].ref] if entries else -1
        return self._owners[namespace]

    def _read_notations(self) -> dict[Ref, Notation]:
        """Number all notation, and look up what each expands to."""
        found: dict[Ref, Notation] = {}
        self.alike: dict[Ref, list[Notation]] = {}
        self.macro_sets: dict[Ref, frozenset[str]] = defaultdict(frozenset)
        self.programs: dict[int, list[int]] = defaultdict(list)
        for notation in self.notations.all:
            first = found.setdefault(notation.ref, notation)
            if first is not notation:
                self.alike.setdefault(notation.ref, [first]).append(notation)
            if notation.ref not in self.numbers:
                self.numbers[notation.ref] = len(self.nodes)
                self.nodes.append(Node(notation.ref, notation.number, notation.start))
        for notation in self.notations.all:
            self._read_expansion(notation)
        self._close_over_macros()
        return found

    def _read_expansion(self, notation: Notation) -> None:
        node = self.nodes[self.numbers[notation.ref]]
        opens = notation.names if "open" in notation.expansion else ()
        spot = Spot(notation.scope, notation.start, locals=notation.expansion, opens=opens)
        reader = _Reader(self, notation.number, spot)
        reader.look_up((*notation.names, *_put_together(notation)), node.body, count=False)
        node.sets |= frozenset(node.body.many)
        for other in self.notations.used(notation.expansion, notation.number, notation.start):
            if other is not notation:
                node.body.name(self.numbers[other.ref], certain=other.is_plain)
        hidden = behind(notation.expansion)
        for other in self.notations.used_unseen(hidden, notation.number, notation.start):
            if other is not notation:
                node.body.name(self.numbers[other.ref], certain=False)
        for entry in self._elaborators(notation):
            self.programs[self.numbers[notation.ref]].append(self.numbers[entry.ref])
        self.macro_sets[notation.ref] |= (
            frozenset({ANY_SET}) if notation.is_code else sets_of(notation.expansion, self.drawn)
        )
        if notation.ref in self._searching:
            self.macro_sets[notation.ref] |= {ANY_THEOREM}

    def _elaborators(self, notation: Notation) -> Iterator[Entry]:
        """`@[tactic foo] def …` says what `syntax (name := foo) …` does."""
        if notation.kind:
            yield from self._by_attribute.get(notation.kind, ())

    def _close_over_macros(self) -> None:
        """A macro that uses another draws on its sets."""
        numbers = [self.numbers[n.ref] for n in self.notations.all]
        at = {number: place for place, number in enumerate(dict.fromkeys(numbers))}
        edges = [[at[t] for t in self.nodes[n].body.named if t in at] for n in at]
        refs = [self.nodes[n].ref for n in at]
        for layer in layers(edges):
            reached = [t for n in layer for t in (n, *edges[n])]
            sets = frozenset[str]().union(*(self.macro_sets[refs[t]] for t in reached))
            for n in layer:
                self.macro_sets[refs[n]] = sets

    # -- sets and instances --

    def _add_derived(self) -> None:
        """What `deriving` makes is no part of a type: a node of its own, which rests on the like
        instances of the types in it."""
        for entries in self.table.entries.values():
            for entry in entries:
                declaration = entry.declaration
                if declaration.kind in _TYPES and _derives(declaration):
                    owner = self.numbers[entry.ref]
                    name = f"{entry.ref.name}, deriving"
                    ref = Ref(entry.ref.project, entry.ref.module, name)
                    if ref not in self.numbers:
                        number = self.nodes[owner].number
                        node = self.numbers[ref] = len(self.nodes)
                        self.derived_from[node] = owner
                        read = self._read_derived
                        self.nodes.append(Node(ref, number, declaration.end, read))
                        self.members[DERIVED].append(Member(number, declaration.end, node, owner))

    def _read_derived(self, node: Node) -> None:
        owner = self.derived_from[self.numbers[node.ref]]
        node.statement.named.update({owner: True, **self.nodes[owner].body.named})

    def _set_members(self) -> Iterator[tuple[str, Member]]:
        """(set, member) for every attribute that puts a declaration at a tactic's disposal;
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

    def _elaborates_elsewhere(self) -> Iterator[tuple[str, Member]]:
        """Programs that give the syntax of others another meaning, such as Lean's own `⟨…⟩`:
        whoever sees one may use it."""
        own = {notation.kind for notation in self.notations.all}
        listed = (e.declaration for es in self.table.entries.values() for e in es)
        own |= {plain_kind(d.name) for d in listed if any("parser" in a for a in d.attributes)}
        for kind, entries in self._by_attribute.items():
            for entry in entries if kind not in own else ():
                yield ELSEWHERE, self._member(entry)

    def _findable(self) -> Iterator[tuple[str, Member]]:
        """All theorems, when some proof has a tactic search through them."""
        listed = [e for entries in self.table.entries.values() for e in entries]
        self._searching = {n.ref for n in self.notations.all if self._goes_through_all(n)}
        if self._searching or any(
            not SEARCHES.isdisjoint(e.declaration.body_names) for e in listed
        ):
            for entry in listed:
                if entry.declaration.kind in ("theorem", "axiom"):
                    yield ANY_THEOREM, self._member(entry)

    def _goes_through_all(self, notation: Notation) -> bool:
        """Whether the program of a notation goes through all constants that there are, or fetches
        some by names that it puts together, itself or by a function that it calls."""
        elaborators = [*self._elaborators(notation)]
        if not (notation.is_code or elaborators or joins_names(notation.expansion)):
            return False
        words = {*notation.expansion, *(n for e in elaborators for n in e.declaration.body_names)}
        called = (e for w in words if is_ident(w) for e in self.table.called(w, None))
        programs = (words, *(e.declaration.body_names for e in called))
        return any(
            joins_names(names) or any("constants" in name.split(".") for name in names)
            for names in programs
        )

    def _member(self, entry: Entry) -> Member:
        number = self.visibility.number(entry.project, entry.module)
        return Member(number, entry.declaration.end, self.numbers[entry.ref])

    def _attribute(
        self, attribute: str, entry: Entry, number: int, start: int
    ) -> Iterator[tuple[str, Member]]:
        for parts in attributes(attribute):
            if len(parts) > 1 and parts[0].removeprefix("builtin_") in _ELABORATES:
                self._by_attribute[plain_kind(parts[-1])].append(entry)
            if "instance" in parts and parts[0] != "-":
                self._instance_attributes.append((entry, number, start))
            for name in attribute_sets(parts):
                yield name, Member(number, start, self.numbers[entry.ref])

    def _late_attribute(self, number: int, module: Module, at: int) -> Iterator[tuple[str, Member]]:
        """`attribute [simp] a b`."""
        scope = module.scopes[at]
        inside, _, names = scope.text.removeprefix("[").partition("]")
        following = bisect_right(module.declarations, scope.line, key=_start_line)
        is_last = following == len(module.declarations)
        start = module.size if is_last else module.declarations[following].start
        reader = self.resolver(number)
        for name in names.split():
            for entry in reader.resolve(name, Spot(at, start + 1)).named:
                yield from self._attribute(inside, entry, number, start - 1)

    def _instances(self) -> list[Entry]:
        """All instances, by their own word or by an attribute."""
        listed = (e for es in self.table.entries.values() for e in es)
        declared = (e for e in listed if e.declaration.is_instance)
        marked = (e for e, _, _ in self._instance_attributes)
        found: dict[Ref, Entry] = {}
        for entry in (*declared, *marked):
            found.setdefault(entry.ref, entry)
        return list(found.values())

    def instance(self, entry: Entry) -> Instance:
        """The class and the types of an instance's conclusion.  A type that unfolds (`abbrev`) is
        no anchor: type class search sees through it."""
        declaration = entry.declaration
        number = self.visibility.number(entry.project, entry.module)
        own, rest = binders(words(declaration.statement))
        taken = self.variables(number).of(declaration)
        bound = {n for b in (*taken, *own) for n in b.names}
        conclusion = [w for w in rest[1:] if is_ident(w)]
        spot = _spot(declaration, entry.ref.name, taken)
        resolver = self.resolver(number)
        anchors = set(folded(conclusion, bound, resolver, spot))
        head = conclusion[0] if conclusion else ""
        return Instance(entry, head, frozenset(anchors - {entry.ref}), frozenset(rest[1:]))


def class_of(declaration: Declaration) -> str:
    """The class of an instance as it is written; "" where none is."""
    _, rest = binders(words(declaration.statement))
    return next((w for w in rest[1:] if is_ident(w)), "")


def folded(
    written: Iterable[str], bound: Container[str], resolver: Resolver, spot: Spot
) -> Iterator[Ref]:
    """The constants of the projects among some words that stay what they are when Lean compares
    terms: an `abbrev` it sees through."""
    for word in written:
        named = resolver.resolve(word, spot).named if word not in bound else ()
        if len(named) == 1 and stays_folded(named[0].declaration):
            yield named[0].ref


_start_line = attrgetter("start_line")
_MOST_BITS = 1_500_000_000  # of all bit sets of types together


Meanings = Callable[[], list[list[int]]]
"""What the meaning of each node mentions, as things stand; behind the nodes stand the sets of
fields that a great many declarations have."""


def meanings(
    nodes: Sequence[Node],
    members: Mapping[str, Sequence[Member]],
    more: Mapping[int, Sequence[int]] | None = None,
) -> Meanings:
    """What a node mentions in its statement, and in its body if it is no theorem, and `more`."""
    names = sorted(name for name in members if name[0] == ".")
    place = {name: len(nodes) + at for at, name in enumerate(names)}
    behind = [[m.node for m in members[name]] for name in names]

    def of(at: int, node: Node) -> Iterator[int]:
        for part in (node.statement,) if node.proof_only else (node.statement, node.body):
            yield from mentioned(part, place)
        yield from (more or {}).get(at, ())

    return lambda: [*(list(of(at, node)) for at, node in enumerate(nodes)), *behind]


def mentioned(part: Found, place: Mapping[str, int]) -> Iterator[int]:
    """All that a part of a node may mention; `place` gives the sets of fields."""
    yield from part.named
    yield from (target for _, target in part.fields)
    yield from (place[name] for name in part.many)


class Sight:
    """The types that may occur in a declaration: those its words lead to through statements, and
    through the bodies of what is no theorem.

    It starts from all fields that may be meant and then lets go, twice, of those whose type cannot
    occur; what may occur by the first count is a superset of what does, so the second is one too.
    """

    def __init__(self, nodes: list[Node], anchors: list[int], meanings: Meanings) -> None:
        self.nodes = nodes
        self._meanings = meanings
        # where there are too many types to tell them apart, every one may occur everywhere
        self._coarse = len(anchors) * len(nodes) > _MOST_BITS
        self._bit = {a: 1 if self._coarse else 1 << at for at, a in enumerate(anchors)}
        self._anchors = anchors
        self._reached = self._closure()
        for node in nodes:
            self.settle(node)
        self._reached = self._closure()

    def _closure(self) -> list[int]:
        edges = self._meanings()
        return closure(layers(edges), edges.__getitem__, lambda at: self._bit.get(at, 0))

    def settle(self, node: Node) -> None:
        """Let go of fields that cannot be meant."""
        self._let_go(node.statement, node.statement)
        self._let_go(node.body, node.statement, node.body)

    def _let_go(self, part: Found, *seeds: Found) -> None:
        """Keep the fields of `part` whose type may occur."""
        seen = 0
        for seed in seeds:
            for target in seed.named:
                seen |= self._reached[target]
            if seed.many:
                return  # any type may occur
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


class _Reader:
    """Looks up the words of one declaration or notation, and counts those that mean nothing
    here."""

    def __init__(self, builder: _Builder, number: int, spot: Spot) -> None:
        self.builder = builder
        self.number = number
        self.spot = spot
        self.missed = 0
        self.unknown: list[str] = []
        self.doubted: frozenset[str] = frozenset()  # names that may be bound, so that none is sure
        self.types: Mapping[str, str] = {}  # bound name → the full name of its type

    def look_up(self, written: Iterable[str], found: Found, *, count: bool = True) -> None:
        """Add what the words may mean to what was `found`."""
        resolver = self.builder.resolver(self.number)
        numbers = self.builder.numbers
        for word in written:
            meaning = resolver.resolve(word, self.spot)
            for entry in meaning.named:
                certain = entry is meaning.certain and heads_of(word) not in self.doubted
                bare = "" if "." in word else word
                found.name(numbers[entry.ref], certain=certain, word=bare)
            if meaning.fields:
                self._add_fields(found, word, meaning.fields)
            for field_name in meaning.many:
                found.many[self.builder.many(field_name)] = None
            if not (meaning.named or meaning.fields or meaning.many):
                self.unknown.append(word)
                self.missed += count

    def _add_fields(self, found: Found, word: str, fields: Iterable[tuple[str, Entry]]) -> None:
        """A field of a bound name whose type is written is that type's for certain."""
        first, _, rest = word.partition(".")
        own = f"{self.types[first]}.{rest.partition('.')[0]}" if first in self.types else ""
        for owner, entry in fields:
            number = self.builder.numbers[entry.ref]
            if own and entry.ref.name == own:
                found.name(number, certain=True)
            else:
                found.fields[self.builder.pair(owner, number)] = None

    def declared_by(self) -> Iterator[Notation]:
        """The commands that may have declared a name which no declaration has."""
        notations = self.builder.notations
        known = notations.by_word.keys()
        hit = [w for w in self.unknown if not known.isdisjoint(heads(w))] if known else ()
        for word in (head for w in hit for head in heads(w)):
            for notation in notations.by_word.get(word, ()):
                if notation.declares and notations.in_force(notation, self.number, self.spot.start):
                    yield notation


def _put_together(notation: Notation) -> Iterator[str]:
    """The quoted names of a program that makes names of several: any name may end so."""
    if not MAKES_CODE.isdisjoint(map(last, notation.names)):
        quoted = (w.lstrip("`") for w in notation.expansion if w[0] == "`")
        yield from (f".{word}" for word in quoted if is_ident(word or " "))


def heads_of(word: str) -> str:
    """The first component of a word."""
    return word.partition(".")[0]


_TYPES = frozenset("structure class inductive".split())
_LETS = frozenset({"let", "have"})
_INTRODUCES = (("intro",), ("intros",))
_ELABORATES = frozenset("tactic term_elab command_elab macro".split())


def _spot(declaration: Declaration, name: str, taken: Iterable[Binder]) -> Spot:
    written = (*declaration.statement_names, *declaration.body_names)
    own, _ = stated(declaration.statement)
    bound = frozenset(n for b in taken for n in b.names)
    return Spot(
        declaration.scope,
        declaration.start,
        name,
        bound.union(w for w in written if "." not in w),
        declaration.after_exit,
        bound=bound.union(_bound_by(own)),
        opens=written if "open" in written else (),
    )


def _introduced(conclusion: Sequence[str], declaration: Declaration) -> Iterator[Binder]:
    """What a conclusion binds first, and the proof takes up first, in that order and by the same
    names: `∀ p : T, …` and `by intro p …`."""
    if "∀" not in conclusion and "→" not in conclusion:
        return
    written = declaration.body_names
    by_tactic = written[:1] in _INTRODUCES
    if not {*written[by_tactic:][:1]} & {*conclusion}:
        return
    if by_tactic and not _LETS.isdisjoint(conclusion):
        return  # which take a name too
    taken = iter(written[by_tactic:])
    for one in _first_bound(tuple(conclusion)):
        if not by_tactic and one.bracket != "(":
            return  # `fun` may leave these out
        for name in one.names:
            if next(taken, "") != plain(name):
                return
            yield Binder("(", (plain(name),), one.type)


def _first_bound(conclusion: tuple[str, ...]) -> Iterator[Hypothesis]:
    try:
        said = parse(conclusion)
    except TooDeepError:
        return iter(())
    return takewhile(lambda one: one.names, said.binders if said.kind == "all" else ())


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
    yield from (c for c in set(declaration.statement) if not (c.isascii() and c.isalnum()))


def _derives(declaration: Declaration) -> bool:
    """Whether a type has instances made for it."""
    return not DERIVABLE.isdisjoint(map(last, declaration.body_names))


def _runs_hidden(declaration: Declaration, others: Container[str]) -> Iterator[str]:
    """What is proved though no word shows it: the bounds of `xs[i]`, and that recursion ends.  The
    names that are bound to terms of `others`, types of which it is no field, do not call it."""
    if declaration.kind not in _TYPES:
        if "[" in declaration.symbols:
            yield INDEX
        if _calls_itself(declaration, others):
            yield RECURSION


def _calls_itself(declaration: Declaration, others: Container[str]) -> bool:
    """Whether a body holds the declaration's name, or may hold it as a field: of a term, or of a
    name that is bound, and a bound name is written alone where it is bound."""
    name = declaration.name
    alone = {"", "_root_", "this", *declaration.statement_names, *declaration.body_names}
    return any(
        f".{name}".endswith(f".{word}") or heads_of(word) in alone
        for word in declaration.body_names
        if word.rpartition(".")[2] == halves(name)[1] and heads_of(word) not in others
    )


def stays_folded(declaration: Declaration) -> bool:
    """Whether type class search never looks through a name."""
    if declaration.keyword == "abbrev" or declaration.kind == "theorem" or declaration.is_instance:
        return False
    return not any("reducible" in a for a in declaration.attributes)
