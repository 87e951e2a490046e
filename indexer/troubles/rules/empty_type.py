"""An element of a type that is assumed to have none."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.terms.conflicts import conjuncts
from indexer.terms.propositions import strip
from indexer.terms.telescope import plain
from indexer.troubles.records import Effect, Hollow, Rule, Said

RULE = Rule(
    id="empty-type",
    title="A statement takes an element of a type that it assumes to be empty",
    why="There is no such element, so that everything follows.",
    way_out="leave out the assumption, or the element",
    effect=Effect.HOLLOW,
    example="theorem rot (α : Type) [IsEmpty α] (a : α) (n : Nat) : n = 3 := isEmptyElim a",
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each such element."""
    props = conjuncts([prop for _, prop in said.hypotheses])
    empty = {strip(p.left[1:]) for p in props if p.kind == "atom" and p.left[:1] == ("IsEmpty",)}
    for type_ in said.sense.types.values() if empty else ():
        if strip(type_) in empty:
            said_as = " ".join(map(plain, type_))
            yield Hollow(f"it takes an element of `{said_as}`, which it assumes to be empty")
