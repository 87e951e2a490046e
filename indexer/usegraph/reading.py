"""Looks up the words of declarations and notation: which nodes each names, or may name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from indexer.lean.names import halves
from indexer.lean.records import Declaration
from indexer.lean.syntax.keywords import DECLARATIONS
from indexer.lean.syntax.lexer import is_ident
from indexer.lean.syntax.programs import MAKES_CODE, last
from indexer.names.automation import ANY_THEOREM, ELSEWHERE, SEARCHES, sets_of
from indexer.names.behind import behind
from indexer.names.notation import Notation, Notations, heads, words_of
from indexer.names.resolver import Spot
from indexer.names.table import Entry, Table
from indexer.scan.records import Ref
from indexer.terms.fingerprint import Binder
from indexer.terms.propositions import strip
from indexer.terms.telescope import stated
from indexer.usegraph.nodes import Found, Member, Node
from indexer.usegraph.resolvers import Resolvers
from indexer.usegraph.spots import bound_in_body, introduced, spot_of
from indexer.usegraph.unwritten import TYPES, heads_of, runs_hidden


class Reading:
    """Reads the nodes of one use graph, by their `numbers`; `members` are the sets that automation
    may draw on, to which those of fields are added that a great many declarations have, `drawn`
    the names of those that proofs may draw on, `macro_sets` those that each notation draws on.

    On the way it counts in `unresolved`, for each declaration, the names that no declaration has,
    and in `written` the statements that hold such a name.
    """

    def __init__(
        self,
        table: Table,
        resolvers: Resolvers,
        notations: Notations,
        numbers: Mapping[Ref, int],
        members: dict[str, list[Member]],
        drawn: frozenset[str],
        macro_sets: Mapping[Ref, frozenset[str]],
    ) -> None:
        self.numbers = numbers
        self.notations = notations
        self.resolvers = resolvers
        self.unresolved: dict[Ref, int] = defaultdict(int)
        self.written: dict[str, int] = defaultdict(int)
        self._table = table
        self._members = members
        self._drawn = drawn
        self._macro_sets = macro_sets
        self._owners: dict[str, int] = {}
        self._pairs: dict[tuple[int, int], tuple[int, int]] = {}

    def read(self, node: Node) -> None:
        """Look up all words of a node."""
        for entry in self._table.entries[node.ref]:
            self._read(entry, node)

    def _read(self, entry: Entry, node: Node) -> None:
        """Look up the words of a declaration, and the notation that they set off."""
        declaration = entry.declaration
        taken = self.resolvers.variables(node.number).of(declaration)
        spot = spot_of(declaration, entry.ref.name, taken)
        reader = Words(self, node.number, spot)
        reader.types = self._types(entry, taken, node.number, spot)
        context = [w for b in taken for w in b.type if is_ident(w)]
        reader.look_up((*declaration.statement_names, *declaration.parents), node.statement)
        for word in reader.unknown:
            self.written[word] += 1
        reader.look_up(context, node.statement, count=False)
        body_bound = bound_in_body(declaration, spot.bound)
        reader.doubted = spot.bound - body_bound
        reader.spot = replace(spot, itself=True, bound=body_bound)
        reader.look_up(declaration.body_names, node.body)
        stated = [*context, *_statement_words(declaration)]
        others = {
            bound
            for bound, known in reader.types.items()
            if known != halves(entry.ref.name)[0] and self._is_type(known)
        }
        runs = (*runs_hidden(declaration, others),)
        written = frozenset((*words_of(declaration), *stated, *runs))
        sets = self._read_notation(node, reader, frozenset(stated), written, declaration.keyword)
        unasked = {"simp"} if runs else ()
        node.sets |= sets_of((*declaration.body_names, *unasked), self._drawn) | sets
        node.sets |= self._drawn & {ELSEWHERE}
        if not SEARCHES.isdisjoint(declaration.body_names):
            node.sets |= {ANY_THEOREM}
        node.sets |= {*node.statement.many, *node.body.many}
        self.unresolved[entry.ref] += reader.missed

    def _is_type(self, name: str) -> bool:
        """Whether a name is that of a type that unfolds to no other."""
        return all(e.declaration.kind in TYPES for e in self._table.find(name))

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
        for binder in (*taken, *own, *introduced(rest[1:], declaration)):
            head = next(iter(strip(binder.type)), "")
            if binder.names and is_ident(head or " ") and head not in spot.bound:
                named = self.resolvers.of(number).resolve(head, spot).certain
                if named:
                    found.update(dict.fromkeys(binder.names, named.ref.name))
        return found

    def _read_notation(
        self,
        node: Node,
        reader: Words,
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
            sets |= self._macro_sets[notation.ref]
        return sets

    def many(self, last: str) -> str:
        """The set of a field that a great many declarations have."""
        name = f".{last}"
        if name not in self._members:
            for owner, entry in self._table.fields(last):
                node, end = self.numbers[entry.ref], entry.declaration.end
                self._members[name].append(Member(entry.number, end, node, self.owner(owner)))
        return name

    def pair(self, owner: str, number: int) -> tuple[int, int]:
        """The node of a field's type, and that of the field: thousands may mean the same one."""
        pair = (self.owner(owner), number)
        return self._pairs.setdefault(pair, pair)

    def owner(self, namespace: str) -> int:
        """The node of the type that a field belongs to, -1 for a type of another package."""
        if namespace not in self._owners:
            entries = self._table.find(namespace, guesses=True)
            self._owners[namespace] = self.numbers[entries[0].ref] if entries else -1
        return self._owners[namespace]


class Words:
    """Looks up the words of one declaration or notation, and counts those that mean nothing
    here."""

    def __init__(self, reading: Reading, number: int, spot: Spot) -> None:
        self._reading = reading
        self.number = number
        self.spot = spot
        self.missed = 0
        self.unknown: list[str] = []
        self.doubted: frozenset[str] = frozenset()  # names that may be bound, so that none is sure
        self.types: Mapping[str, str] = {}  # bound name → the full name of its type

    def look_up(self, written: Iterable[str], found: Found, *, count: bool = True) -> None:
        """Add what the words may mean to what was `found`."""
        resolver = self._reading.resolvers.of(self.number)
        numbers = self._reading.numbers
        for word in written:
            meaning = resolver.resolve(word, self.spot)
            for entry in meaning.named:
                certain = entry is meaning.certain and heads_of(word) not in self.doubted
                bare = "" if "." in word else word
                found.name(numbers[entry.ref], certain=certain, word=bare)
            if meaning.fields:
                self._add_fields(found, word, meaning.fields)
            for field_name in meaning.many:
                found.many[self._reading.many(field_name)] = None
            if not (meaning.named or meaning.fields or meaning.many):
                self.unknown.append(word)
                self.missed += count

    def _add_fields(self, found: Found, word: str, fields: Iterable[tuple[str, Entry]]) -> None:
        """A field of a bound name whose type is written is that type's for certain."""
        first, _, rest = word.partition(".")
        own = f"{self.types[first]}.{rest.partition('.')[0]}" if first in self.types else ""
        for owner, entry in fields:
            number = self._reading.numbers[entry.ref]
            if own and entry.ref.name == own:
                found.name(number, certain=True)
            else:
                found.fields[self._reading.pair(owner, number)] = None

    def declared_by(self) -> Iterator[Notation]:
        """The commands that may have declared a name which no declaration has."""
        notations = self._reading.notations
        known = notations.by_word.keys()
        hit = [w for w in self.unknown if not known.isdisjoint(heads(w))] if known else ()
        for word in (head for w in hit for head in heads(w)):
            for notation in notations.by_word.get(word, ()):
                if notation.declares and notations.in_force(notation, self.number, self.spot.start):
                    yield notation


def put_together(notation: Notation) -> Iterator[str]:
    """The quoted names of a program that makes names of several: any name may end so."""
    if not MAKES_CODE.isdisjoint(map(last, notation.names)):
        quoted = (w.lstrip("`") for w in notation.expansion if w[0] == "`")
        yield from (f".{word}" for word in quoted if is_ident(word or " "))


def _statement_words(declaration: Declaration) -> Iterator[str]:
    """The words of a statement that may set off a notation, symbols character by character."""
    yield from declaration.statement_names
    yield from (n[1:] for n in declaration.statement_names if n[0] == ".")
    yield from (c for c in set(declaration.statement) if not (c.isascii() and c.isalnum()))
