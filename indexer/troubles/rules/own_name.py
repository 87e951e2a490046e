"""A name of Lean's own that means something of the project's."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.core import NEVER_OWN
from indexer.troubles.records import Certainty, Effect, Hollow, Rule, Said

RULE = Rule(
    id="own-name",
    title="A name of Lean's own may mean a declaration of the project's",
    why="Every reader takes `Nat` and `False` for Lean's; no honest code gives them another "
    "meaning.",
    way_out="give the project's declaration another name",
    effect=Effect.HOLLOW,
    example="namespace Rot\ndef Nat : Type := Bool\n"
    "theorem rot (n : Nat) : n = true ∨ n = false := by cases n <;> simp\nend Rot",
    certainty=Certainty.POSSIBLE,
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each such name."""
    for word, name, project in said.own_names():
        if word in NEVER_OWN:
            yield Hollow(f"`{word}` in it is {name} of {project}, not Lean's", frozenset({name}))
