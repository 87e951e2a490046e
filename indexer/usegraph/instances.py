"""What an instance is about: its class, and the types without which it is never found."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Set
from functools import cached_property

from indexer.lean.names import components
from indexer.lean.records import SEPARATOR, Declaration
from indexer.lean.syntax.lexer import is_ident
from indexer.lean.syntax.programs import last
from indexer.names.automation import DERIVABLE, WITHOUT_MEANING
from indexer.names.resolver import Resolver, Spot
from indexer.names.table import Entry
from indexer.scan.records import Ref
from indexer.terms.fingerprint import binders, words
from indexer.usegraph.resolvers import Resolvers
from indexer.usegraph.spots import spot_of


class Instance:
    """An instance.  What it is about is found out when somebody asks: of the instances of a large
    tree few are ever asked about, and to look their types up takes seconds."""

    def __init__(self, entry: Entry, resolvers: Resolvers) -> None:
        self.entry = entry
        self._resolvers = resolvers

    def may_be_of(self, lasts: Set[str]) -> bool:
        """Whether it may be of a class whose name ends in one of these components: told in a moment
        by the names in its statement, of every instance there is."""
        return _holds_any(self.entry.declaration.stated, lasts) and any(
            part in lasts for part in components(self.type_class)
        )

    @cached_property
    def type_class(self) -> str:
        """Its class as it is written; "" where none is."""
        return class_of(self.entry.declaration)

    @property
    def gives_meaning(self) -> bool:
        """Whether a statement may mean something else when this instance says something else."""
        return self.type_class.rpartition(".")[2] not in WITHOUT_MEANING

    @property
    def words(self) -> frozenset[str]:
        """All words of its conclusion."""
        _, rest = binders(words(self.entry.declaration.statement))
        return frozenset(rest[1:])

    @cached_property
    def anchors(self) -> frozenset[Ref]:
        """The project's own types without which type class search never comes to it; none where it
        may serve everybody who sees it.  A type that unfolds (`abbrev`) is no anchor: type class
        search sees through it."""
        entry, resolvers = self.entry, self._resolvers
        declaration = entry.declaration
        own, rest = binders(words(declaration.statement))
        taken = resolvers.variables(entry.number).of(declaration)
        bound = {n for b in (*taken, *own) for n in b.names}
        spot = spot_of(declaration, entry.ref.name, taken)
        conclusion = filter(is_ident, rest[1:])
        found = set(folded(conclusion, bound, resolvers.of(entry.number), spot))
        return frozenset(found - {entry.ref})


def _holds_any(joined: str, parts: Set[str]) -> bool:
    """Whether one of these is a component of some joined names, or may be."""
    return "«" in joined or not parts.isdisjoint(joined.replace(".", SEPARATOR).split(SEPARATOR))


def may_be_derived(declaration: Declaration) -> bool:
    """Whether an instance is of a class that `deriving` makes instances of."""
    return _holds_any(declaration.stated, DERIVABLE) and last(class_of(declaration)) in DERIVABLE


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
