"""What a declaration does though no word of it says so."""

from __future__ import annotations

from collections.abc import Container, Iterator

from indexer.lean.names import halves
from indexer.lean.records import Declaration
from indexer.lean.syntax.programs import last
from indexer.names.automation import DERIVABLE
from indexer.names.behind import INDEX, RECURSION

TYPES = frozenset("structure class inductive".split())


def derives(declaration: Declaration) -> bool:
    """Whether a type has instances made for it."""
    return not DERIVABLE.isdisjoint(map(last, declaration.body_names))


def runs_hidden(declaration: Declaration, others: Container[str]) -> Iterator[str]:
    """What is proved though no word shows it: the bounds of `xs[i]`, and that recursion ends.  The
    names that are bound to terms of `others`, types of which it is no field, do not call it."""
    if declaration.kind not in TYPES:
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


def heads_of(word: str) -> str:
    """The first component of a word."""
    return word.partition(".")[0]
