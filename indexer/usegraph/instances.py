"""What an instance is about: its class, and the types without which it is never found."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from indexer.lean.records import Declaration
from indexer.lean.syntax.lexer import is_ident
from indexer.names.automation import Instance
from indexer.names.resolver import Resolver, Spot
from indexer.names.table import Entry
from indexer.scan.records import Ref
from indexer.terms.fingerprint import binders, words
from indexer.usegraph.resolvers import Resolvers
from indexer.usegraph.spots import spot_of


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


def stays_folded(declaration: Declaration) -> bool:
    """Whether type class search never looks through a name."""
    if declaration.keyword == "abbrev" or declaration.kind == "theorem" or declaration.is_instance:
        return False
    return not any("reducible" in a for a in declaration.attributes)


def instance_of(entry: Entry, number: int, resolvers: Resolvers) -> Instance:
    """The class and the types of an instance's conclusion, of one that stands in the module
    `number`.  A type that unfolds (`abbrev`) is no anchor: type class search sees through it."""
    declaration = entry.declaration
    own, rest = binders(words(declaration.statement))
    taken = resolvers.variables(number).of(declaration)
    bound = {n for b in (*taken, *own) for n in b.names}
    conclusion = [w for w in rest[1:] if is_ident(w)]
    spot = spot_of(declaration, entry.ref.name, taken)
    anchors = set(folded(conclusion, bound, resolvers.of(number), spot))
    head = conclusion[0] if conclusion else ""
    return Instance(entry, head, frozenset(anchors - {entry.ref}), frozenset(rest[1:]))
