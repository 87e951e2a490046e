"""The sets that automation may draw on: what attributes put in them, instances, and all theorems
where a proof has some tactic search through them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from indexer.lean.records import Module
from indexer.lean.syntax.lexer import is_ident
from indexer.lean.syntax.programs import joins_names
from indexer.names.automation import (
    ANY_SET,
    ANY_THEOREM,
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
from indexer.usegraph.instances import may_be_derived
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
        self._declared: list[Entry] = []  # instances by their own word
        self._marked: list[Entry] = []  # and by an attribute
        self._parsers: set[str] = set()  # the kinds of syntax that parsers are declared for
        self.members: dict[str, list[Member]] = defaultdict(list)
        is_searched = self._look_through()
        self._add_late()
        self._add_elaborating_elsewhere()
        self.searching = {n.ref for n in notations.all if self._goes_through_all(n)}
        if self.searching or is_searched:
            self._add_findable()
        self.drawn = frozenset((*self.members, ANY_SET))  # those that proofs may draw on
        self.instances = self._instances()
        for entry in self.instances:
            derivable = may_be_derived(entry.declaration)
            self.members[DERIVED if derivable else INSTANCES].append(self._member(entry))

    def elaborators(self, notation: Notation) -> Sequence[Entry]:
        """`@[tactic foo] def …` says what `syntax (name := foo) …` does."""
        return self._by_kind.get(notation.kind, ()) if notation.kind else ()

    def _entries(self) -> Iterator[Entry]:
        return (entry for entries in self._table.entries.values() for entry in entries)

    def _look_through(self) -> bool:
        """Notes what attributes say of declarations, and which are instances; returns whether some
        proof has a tactic search through all theorems."""
        is_searched = False
        for entry in self._entries():
            declaration = entry.declaration
            for attribute in declaration.attributes:
                self._note(attribute, entry, entry.number, declaration.end)
                if "parser" in attribute:
                    self._parsers.add(plain_kind(declaration.name))
            if declaration.is_instance:
                self._declared.append(entry)
            if not is_searched and any(sign in declaration.given for sign in _SEARCH_SIGNS):
                is_searched = not SEARCHES.isdisjoint(declaration.body_names)
        return is_searched

    def _add_late(self) -> None:
        for number, (_, module) in enumerate(self._table.visibility.modules):
            for at, scope in enumerate(module.scopes):
                if scope.kind == "attribute":
                    self._add_late_attribute(number, module, at)

    def _add_elaborating_elsewhere(self) -> None:
        """Programs that give the syntax of others another meaning, such as Lean's own `⟨…⟩`:
        whoever sees one may use it."""
        own = self._parsers.union(notation.kind for notation in self._notations.all)
        for kind, entries in self._by_kind.items():
            for entry in entries if kind not in own else ():
                self.members[ELSEWHERE].append(self._member(entry))

    def _add_findable(self) -> None:
        """All theorems."""
        for entry in self._entries():
            if entry.declaration.kind in ("theorem", "axiom"):
                self.members[ANY_THEOREM].append(self._member(entry))

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
        return Member(entry.number, entry.declaration.end, self._numbers[entry.ref])

    def _note(self, attribute: str, entry: Entry, number: int, start: int) -> None:
        """Note what an attribute says of a declaration from an offset of a module on."""
        said = _said(attribute)
        for kind in said.elaborates:
            self._by_kind[kind].append(entry)
        if said.marks_instance:
            self._marked.append(entry)
        for name in said.sets:
            self.members[name].append(Member(number, start, self._numbers[entry.ref]))

    def _add_late_attribute(self, number: int, module: Module, at: int) -> None:
        """`attribute [simp] a b`."""
        scope = module.scopes[at]
        inside, _, names = scope.text.removeprefix("[").partition("]")
        if not any(_said(inside)):
            return
        following = bisect_right(module.declarations, scope.line, key=_start_line)
        is_last = following == len(module.declarations)
        start = module.size if is_last else module.declarations[following].start
        resolver = self._resolvers.of(number)
        for name in names.split():
            for entry in resolver.resolve(name, Spot(at, start + 1)).named:
                self._note(inside, entry, number, start - 1)

    def _instances(self) -> list[Entry]:
        """All instances, by their own word or by an attribute."""
        found: dict[Ref, Entry] = {}
        for entry in (*self._declared, *self._marked):
            found.setdefault(entry.ref, entry)
        return list(found.values())


class _Said(NamedTuple):
    """What an attribute says of a declaration."""

    elaborates: tuple[str, ...]  # the kinds of syntax whose meaning it gives
    marks_instance: bool
    sets: tuple[str, ...]  # those that it puts it in


@lru_cache(maxsize=16_384)
def _said(attribute: str) -> _Said:
    listed = attributes(attribute)
    return _Said(
        tuple(
            plain_kind(parts[-1])
            for parts in listed
            if len(parts) > 1 and parts[0].removeprefix("builtin_") in _ELABORATES
        ),
        any("instance" in parts and parts[0] != "-" for parts in listed),
        tuple(name for parts in listed for name in attribute_sets(parts)),
    )


# what is written in every tactic that searches: told in a moment of thousands of proofs
_SEARCH_SIGNS = ("?", *(word for word in SEARCHES if "?" not in word))
_start_line = attrgetter("start_line")
_ELABORATES = frozenset("tactic term_elab command_elab macro".split())
