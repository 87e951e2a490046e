"""Reads statements and definitions from source text: binders, conclusions, values, assumptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.fingerprint import Binder, Variables, binders, words
from indexer.graph import Uses
from indexer.lean.lexer import is_ident
from indexer.model import Assumption, Declaration, Ref
from indexer.props import Words, closing, strip
from indexer.resolve import Entry, Resolver, Spot

Sources = Callable[[Ref], str | None]
"""The text of the module a declaration stands in, None when it cannot be had."""

_RELATIONS = frozenset("= ≠ ≤ < ≥ > ∈ ∉ ⊆ ∣ ↔ ∧ ∨ ¬ ∀ ∃ ⟂ ≃ ≡ ->".split())


def no_sources(_ref: Ref) -> str | None:
    """Nothing can be had."""
    return None


@dataclass(frozen=True, slots=True)
class Statement:
    """What is assumed and what is said: `variable`s first, then the statement's own binders."""

    binders: tuple[Binder, ...]
    conclusion: Words


@dataclass(frozen=True, slots=True)
class Value:
    """A definition that can be unfolded: its explicit parameters and the words it stands for."""

    parameters: Words
    words: Words


class Reader:
    """Reads the declarations of one index, each thing once."""

    def __init__(self, uses: Uses, sources: Sources = no_sources) -> None:
        self.uses = uses
        self.sources = sources
        self._resolvers: dict[int, Resolver] = {}
        self._variables: dict[int, Variables] = {}
        self._statements: dict[Entry, Statement] = {}
        self._meanings: dict[tuple[str, Entry], list[Entry]] = {}
        self._values: dict[Entry, Value | None] = {}

    def statement(self, entry: Entry) -> Statement:
        """A statement's binders and conclusion, as written."""
        if entry not in self._statements:
            self._statements[entry] = self._read(entry)
        return self._statements[entry]

    def _read(self, entry: Entry) -> Statement:
        declaration = entry.declaration
        own, rest = binders(words(declaration.statement))
        taken = self._in_force(entry).of(declaration)
        conclusion = rest[1:] if rest[:1] == [":"] else rest
        found = tuple(without_default(b) for b in (*taken, *own))
        return Statement(found, tuple(conclusion))

    def _in_force(self, entry: Entry) -> Variables:
        """The `variable`s of a declaration's module."""
        number = self.uses.table.visibility.number(entry.project, entry.module)
        if number not in self._variables:
            self._variables[number] = Variables(entry.module)
        return self._variables[number]

    def meaning(self, word: str, entry: Entry) -> list[Entry]:
        """The declarations that a word, written in the statement or body of `entry`, names."""
        if (word, entry) not in self._meanings:
            self._meanings[word, entry] = self._resolved(word, entry) if is_ident(word) else []
        return self._meanings[word, entry]

    def _resolved(self, word: str, entry: Entry) -> list[Entry]:
        number = self.uses.table.visibility.number(entry.project, entry.module)
        if number not in self._resolvers:
            self._resolvers[number] = Resolver(self.uses.table, entry.module, entry.project)
        declaration = entry.declaration
        spot = Spot(declaration.scope, declaration.start, entry.ref.name)
        return list(self._resolvers[number].resolve(word, spot).named)

    def body(self, entry: Entry) -> Words:
        """The words of a declaration's body; () when the source cannot be had."""
        text = self.sources(entry.ref)
        if text is None:
            return ()
        return words(text[entry.declaration.body : entry.declaration.end])

    def value(self, entry: Entry) -> Value | None:
        """What a `def … := …` stands for; None for anything that is not as simple."""
        if entry not in self._values:
            self._values[entry] = self._value(entry)
        return self._values[entry]

    def _value(self, entry: Entry) -> Value | None:
        declaration = entry.declaration
        if declaration.kind != "def":
            return None
        body = self.body(entry)
        if body[:1] != (":=",):
            return None
        own, _ = binders(words(declaration.statement))
        parameters = tuple(n for b in own if b.bracket == "(" for n in b.names)
        return Value(parameters, without_proof_of_end(body[1:]))

    # -- assumptions --

    def assumptions(self, entry: Entry) -> Iterator[Assumption]:
        """What a statement takes for granted: hypotheses and instance assumptions as written, and
        the laws that structures among them bundle."""
        for binder in self.statement(entry).binders:
            if binder.bracket == "[":
                yield Assumption("instance", binder.text)
            elif self._is_prop(binder, entry):
                yield Assumption("hypothesis", binder.text)
            yield from self._bundled(binder, entry)

    def _is_prop(self, binder: Binder, entry: Entry) -> bool:
        """Whether a binder's type reads like a proposition: it holds a relation or a quantifier, it
        is headed by something whose own type is `Prop`, or its name is one that people give to
        hypotheses."""
        if not binder.type:
            return False
        if not _RELATIONS.isdisjoint(binder.type):
            return True
        heads = self.meaning(strip(binder.type)[0], entry) if strip(binder.type) else []
        if len(heads) == 1:
            return says_prop(heads[0].declaration)
        return bool(binder.names) and all(n.startswith("h") and len(n) <= 4 for n in binder.names)

    def _bundled(self, binder: Binder, entry: Entry) -> Iterator[Assumption]:
        head = strip(binder.type)[:1]
        named = self.meaning(head[0], entry) if head else []
        if len(named) == 1 and named[0].declaration.kind in ("structure", "class"):
            for name, type_ in self.fields(named[0]):
                if not _RELATIONS.isdisjoint(type_):
                    yield Assumption("bundled", f"{named[0].ref.name}.{name} : {' '.join(type_)}")

    def fields(self, entry: Entry) -> Iterator[tuple[str, Words]]:
        """The fields of a structure with their types, as far as they are written `name : type`."""
        body = self.body(entry)
        names = {m.rpartition(".")[2] for m in entry.declaration.members}
        at = 0
        while at < len(body):
            start = at
            while at < len(body) and body[at] in names:
                at += 1
            if at > start and body[at : at + 1] == (":",):
                end = self._field_end(body, at + 1, names)
                for name in body[start:at]:
                    yield name, body[at + 1 : end]
                at = end
            else:
                at = max(at, start + 1)

    def _field_end(self, body: Words, at: int, names: set[str]) -> int:
        """Where a field's type ends: at its default, or where the next field begins."""
        while at < len(body):
            word = body[at]
            if word in ("(", "{", "[", "⟨"):
                at = closing(body, at) + 1
                continue
            if word in (":=", "deriving") or (word in names and _begins_field(body, at, names)):
                return at
            at += 1
        return at


def _begins_field(body: Words, at: int, names: set[str]) -> bool:
    while at < len(body) and body[at] in names:
        at += 1
    return body[at : at + 1] == (":",)


def says_prop(declaration: Declaration) -> bool:
    """Whether a definition's own type is `… → Prop`."""
    return words(declaration.statement)[-1:] == ("Prop",)


_BINDING = frozenset("∀ ∃ ∃! fun λ Σ Π let ∑ ∏ ⋃ ⋂ match |".split())


def bound_inside(written: Words) -> set[str]:
    """Names that quantifiers, functions and patterns inside some words bind, taken generously."""
    found: set[str] = set()
    binding = naming = False
    for word in written:
        if word in _BINDING:
            binding = naming = True
        elif word in (",", "=>", "↦", ":="):
            binding = False
        elif word in ("(", "{", "[", "⦃", "⟨"):
            naming = True
        elif word in (":", "∈", "<", ">", "≤", "≥"):
            naming = False  # what follows is a type or a bound
        elif binding and naming and is_ident(word):
            found.add(word)
    return found


def without_default(binder: Binder) -> Binder:
    """`(h : p := by simp)` assumes p; how it is filled in is the caller's business."""
    depth = 0
    for at, word in enumerate(binder.type):
        depth += (word in "([{⟨") - (word in ")]}⟩")
        if depth == 0 and word == ":=":
            return Binder(binder.bracket, binder.names, binder.type[:at])
    return binder


_ENDINGS = frozenset("termination_by decreasing_by partial_fixpoint where deriving".split())


def without_proof_of_end(body: Words) -> Words:
    """A definition without what shows that it ends, which says nothing of what it is."""
    depth = 0
    for at, word in enumerate(body):
        depth += (word in "([{⟨") - (word in ")]}⟩")
        if depth == 0 and word in _ENDINGS and word not in ("where", "deriving"):
            return body[:at]
    return body
