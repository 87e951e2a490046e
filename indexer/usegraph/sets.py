"""The sets that automation may draw on: what attributes put in them, instances, and all theorems
where a proof has some tactic search through them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from indexer.lean.records import Module
from indexer.lean.syntax.lexer import is_ident
from indexer.lean.syntax.programs import joins_names, last
from indexer.names.automation import (
    ANY_SET,
    ANY_THEOREM,
    DERIVABLE,
    DERIVED,
    ELSEWHERE,
    INSTANCES,
    SEARCHES,
    attribute_sets,
    attributes,
)
from indexer.names.notation import Notation, Notations, plain_kind
from indexer.names.resolver import Spot
from indexer.names.table import Entry, Table
from indexer.scan.records import Ref
from indexer.usegraph.instances import class_of
from indexer.usegraph.nodes import Member
from indexer.usegraph.resolvers import Resolvers


class Sets:
    """The members of all sets, with the instances, the notations that go through all theorems, and
    the definitions that say what a kind of syntax does."""

    def __init__(
        self, table: Table, resolvers: Resolvers, notations: Notations, numbers: Mapping[Ref, int]
    ) -> None:
        self._table = table
        self._resolvers = resolvers
        self._notations = notations
        self._numbers = numbers
        self._by_kind: dict[str, list[Entry]] = defaultdict(list)
        self._marked: list[Entry] = []  # instances by an attribute
        self.members: dict[str, list[Member]] = defaultdict(list)
        for name, member in (*self._by_attributes(), *self._elaborating_elsewhere()):
            self.members[name].append(member)
        self.searching = {n.ref for n in notations.all if self._goes_through_all(n)}
        for member in self._findable():
            self.members[ANY_THEOREM].append(member)
        self.drawn = frozenset((*self.members, ANY_SET))  # those that proofs may draw on
        self.instances = self._instances()
        for entry in self.instances:
            derivable = last(class_of(entry.declaration)) in DERIVABLE
            self.members[DERIVED if derivable else INSTANCES].append(self._member(entry))

    def elaborators(self, notation: Notation) -> Sequence[Entry]:
        """`@[tactic foo] def …` says what `syntax (name := foo) …` does."""
        return self._by_kind.get(notation.kind, ()) if notation.kind else ()

    def _entries(self) -> Iterator[Entry]:
        return (entry for entries in self._table.entries.values() for entry in entries)

    def _by_attributes(self) -> Iterator[tuple[str, Member]]:
        """(set, member) for every attribute that puts a declaration at a tactic's disposal;
        on the way, which definitions elaborate which syntax, and which are instances."""
        visibility = self._table.visibility
        for entry in self._entries():
            number = visibility.number(entry.project, entry.module)
            for attribute in entry.declaration.attributes:
                yield from self._attribute(attribute, entry, number, entry.declaration.end)
        for number, (_, module) in enumerate(visibility.modules):
            for at, scope in enumerate(module.scopes):
                if scope.kind == "attribute":
                    yield from self._late_attribute(number, module, at)

    def _elaborating_elsewhere(self) -> Iterator[tuple[str, Member]]:
        """Programs that give the syntax of others another meaning, such as Lean's own `⟨…⟩`:
        whoever sees one may use it."""
        own = {notation.kind for notation in self._notations.all}
        listed = (entry.declaration for entry in self._entries())
        own |= {plain_kind(d.name) for d in listed if any("parser" in a for a in d.attributes)}
        for kind, entries in self._by_kind.items():
            for entry in entries if kind not in own else ():
                yield ELSEWHERE, self._member(entry)

    def _findable(self) -> Iterator[Member]:
        """All theorems, when some proof has a tactic search through them."""
        if self.searching or any(
            not SEARCHES.isdisjoint(e.declaration.body_names) for e in self._entries()
        ):
            for entry in self._entries():
                if entry.declaration.kind in ("theorem", "axiom"):
                    yield self._member(entry)

    def _goes_through_all(self, notation: Notation) -> bool:
        """Whether the program of a notation goes through all constants that there are, or fetches
        some by names that it puts together, itself or by a function that it calls."""
        elaborators = self.elaborators(notation)
        if not (notation.is_code or elaborators or joins_names(notation.expansion)):
            return False
        words = {*notation.expansion, *(n for e in elaborators for n in e.declaration.body_names)}
        called = (e for w in words if is_ident(w) for e in self._table.called(w, None))
        programs = (words, *(e.declaration.body_names for e in called))
        return any(
            joins_names(names) or any("constants" in name.split(".") for name in names)
            for names in programs
        )

    def _member(self, entry: Entry) -> Member:
        number = self._table.visibility.number(entry.project, entry.module)
        return Member(number, entry.declaration.end, self._numbers[entry.ref])

    def _attribute(
        self, attribute: str, entry: Entry, number: int, start: int
    ) -> Iterator[tuple[str, Member]]:
        for parts in attributes(attribute):
            if len(parts) > 1 and parts[0].removeprefix("builtin_") in _ELABORATES:
                self._by_kind[plain_kind(parts[-1])].append(entry)
            if "instance" in parts and parts[0] != "-":
                self._marked.append(entry)
            for name in attribute_sets(parts):
                yield name, Member(number, start, self._numbers[entry.ref])

    def _late_attribute(self, number: int, module: Module, at: int) -> Iterator[tuple[str, Member]]:
        """`attribute [simp] a b`."""
        scope = module.scopes[at]
        inside, _, names = scope.text.removeprefix("[").partition("]")
        following = bisect_right(module.declarations, scope.line, key=_start_line)
        is_last = following == len(module.declarations)
        start = module.size if is_last else module.declarations[following].start
        resolver = self._resolvers.of(number)
        for name in names.split():
            for entry in resolver.resolve(name, Spot(at, start + 1)).named:
                yield from self._attribute(inside, entry, number, start - 1)

    def _instances(self) -> list[Entry]:
        """All instances, by their own word or by an attribute."""
        declared = (e for e in self._entries() if e.declaration.is_instance)
        found: dict[Ref, Entry] = {}
        for entry in (*declared, *self._marked):
            found.setdefault(entry.ref, entry)
        return list(found.values())


_start_line = attrgetter("start_line")
_ELABORATES = frozenset("tactic term_elab command_elab macro".split())
