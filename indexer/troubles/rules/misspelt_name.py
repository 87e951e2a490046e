"""A name that nothing has, one letter from one that something has."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.troubles.records import Certainty, Effect, Hollow, Rule, Said

RULE = Rule(
    id="misspelt-name",
    title="A name that nothing has may be a variable",
    why="With `autoImplicit` Lean takes a misspelt name for a variable, and the statement is about "
    "anything.",
    way_out="correct the name, or switch `autoImplicit` off",
    effect=Effect.HOLLOW,
    example="def Balanced (n : Nat) : Prop := n < 3\n"
    "theorem rot (h : Balancd 3) : Balancd 3 ∨ Balanced 2 := Or.inl h",
    certainty=Certainty.POSSIBLE,
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each such name."""
    for word, close in said.misspelt():
        yield Hollow(
            f"nothing is called `{word}`, so that Lean may take it for a variable; `{close}` is "
            "one letter away"
        )
