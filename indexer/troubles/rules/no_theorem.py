"""What is no theorem, and no instance of a class of laws."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.core import HOLD_DATA
from indexer.troubles.records import Effect, Hollow, Rule, Said

RULE = Rule(
    id="no-theorem",
    title="A claim is backed by what is no theorem",
    why="A definition, an instance that holds data and a field of data state nothing.",
    way_out="name a theorem, or say `kind: definition` of the claim",
    effect=Effect.HOLLOW,
    example="def rot : Nat := 3",
)


def find(said: Said) -> Iterator[Hollow]:
    """At most one."""
    if said.part is not None:
        if not said.part.proves:
            what = f"{said.part.name}, a {said.part.what} of {said.name}"
            yield Hollow(f"{what}, holds data and no law")
    elif said.kind != "theorem":
        type_class = said.own_class
        if type_class is None:
            article = "an" if said.kind[0] in "aeiou" else "a"
            yield Hollow(f"{said.name} is {article} {said.kind}, not a theorem")
        elif type_class.rpartition(".")[2] in HOLD_DATA:
            yield Hollow(f"{said.name} is an instance of {type_class}, which holds data and no law")
