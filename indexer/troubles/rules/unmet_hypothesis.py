"""A hypothesis that nothing can meet."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.terms.plain_truth import is_false
from indexer.troubles.records import Effect, Hollow, Rule, Said

RULE = Rule(
    id="unmet-hypothesis",
    title="Nothing can meet a hypothesis",
    why="From `False`, `n < n`, an element of `Empty` and what unfolds to such everything follows.",
    way_out="state a hypothesis that something meets",
    effect=Effect.HOLLOW,
    example="theorem rot (n : Nat) (h : n < 0) : n = 3 := absurd h n.not_lt_zero",
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each such hypothesis."""
    for text, prop in said.hypotheses:
        if is_false(prop, said.sense):
            yield Hollow(f"nothing can meet its hypothesis `{text}`")
