"""A statement that is too long to read."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.troubles.records import Certainty, Effect, Hollow, Rule, Said

RULE = Rule(
    id="deep-statement",
    title="A statement nests deeper, or unfolds to more, than is read",
    why="What it says in the depth may be nothing.",
    way_out="state it by definitions with names",
    effect=Effect.HOLLOW,
    example="theorem rot : " + "¬" * 200 + "1 = 2 := by decide",
    certainty=Certainty.POSSIBLE,
)


def find(said: Said) -> Iterator[Hollow]:
    """At most one."""
    if said.is_too_deep:
        yield Hollow("it nests deeper, or unfolds to more, than is read")
