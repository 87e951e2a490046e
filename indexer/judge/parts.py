"""What a backing may name besides a declaration: a field, a constructor, a `where` helper, a name
that an attribute makes.

Each of these is a constant of its own to Lean, so that a claim can rest on it; its text stands in
that of the declaration it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.judge.reading import Reader, Statement, says_prop
from indexer.lean.names import canonical
from indexer.lean.records import Declaration
from indexer.lean.syntax.generated import made
from indexer.names.table import Entry
from indexer.terms.telescope import Binder, Words, binders, pairs, words

_SAME_KIND = frozenset({"to_additive", "to_dual"})  # these make of a definition a definition


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a declaration by its full name: what it is ("field", "constructor", "helper", or
    the attribute that makes it), whether it proves something, its statement (None where it cannot
    be read), and the lines it takes up, where these are its own."""

    name: str
    what: str
    proves: bool
    statement: Statement | None = None
    lines: range | None = None


def part(reader: Reader, entry: Entry, name: str) -> Part | None:
    """The part of a declaration that has this full name; None for the declaration itself."""
    name, declaration = canonical(name), entry.declaration
    if name == entry.ref.name:
        return None
    for helper in declaration.helpers:
        if canonical(helper.name) == name:
            lines = range(helper.line, helper.end_line + 1)
            proves = helper.kind == "theorem"
            return Part(name, "helper", proves, _helper(reader, entry, name), lines)
    if name in map(canonical, declaration.members):
        return _member(reader, entry, name)
    by = next((one.attribute for one in made(declaration) if one.name == name), "attribute")
    proves = declaration.kind == "theorem" or by not in _SAME_KIND
    return Part(name, by, proves, reader.statement(entry) if by in _SAME_KIND else None)


def _member(reader: Reader, entry: Entry, name: str) -> Part:
    """A field is a law where its type reads as one; a constructor is one of a proposition."""
    last = name.rpartition(".")[2]
    taken = reader.statement(entry).binders
    if entry.declaration.kind == "inductive":
        found = _constructor(reader.body(entry), last)
        statement = Statement((*taken, *found[0]), found[1])
        return Part(name, "constructor", says_prop(entry.declaration), statement)
    type_ = dict(reader.fields(entry)).get(last)
    if type_ is None:
        return Part(name, "constructor", _makes_a_law(entry.declaration, last))
    statement = Statement(taken, type_)
    return Part(name, "field", reader.is_law(type_, entry), statement)


def _makes_a_law(declaration: Declaration, last: str) -> bool:
    return last == "mk" and says_prop(declaration)


def _constructor(body: Words, last: str) -> tuple[tuple[Binder, ...], Words]:
    """`| step (n : Nat) : p n → q`: binders and type."""
    at = next((n for n in range(len(body) - 1) if body[n] == "|" and body[n + 1] == last), -1)
    if at < 0:
        return (), ()
    return _typed(body[at + 2 :], frozenset({"|", "deriving"}))


def _helper(reader: Reader, entry: Entry, name: str) -> Statement | None:
    """What a `where` or `let rec` helper says: `first (n : Nat) : n + 0 = n := …`."""
    last = name.rpartition(".")[2]
    body = words(reader.text(entry))
    for at, word in enumerate(body[:-1]):
        if word == last and body[at + 1] in (":", "(", "{", "[", "⦃") and at:
            own, conclusion = _typed(body[at + 1 :], frozenset({":=", "|", "where"}))
            if conclusion:
                return Statement((*reader.statement(entry).binders, *own), conclusion)
    return None


def _typed(tokens: Words, ends: frozenset[str]) -> tuple[tuple[Binder, ...], Words]:
    own, rest = binders(tokens)
    if rest[:1] != [":"]:
        return tuple(own), ()
    pair = pairs(rest)
    at = 1
    while at < len(rest) and rest[at] not in ends:
        at = (pair[at] if pair[at] > at else at) + 1
    return tuple(own), tuple(rest[1:at])
