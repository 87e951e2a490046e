"""Two hypotheses that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.terms.conflicts import conflict, conjuncts
from indexer.terms.propositions import shown
from indexer.troubles.records import Effect, Hollow, Rule, Said

RULE = Rule(
    id="opposed-hypotheses",
    title="Two hypotheses exclude each other",
    why="From `p` and `¬p`, or from bounds that leave nothing between, everything follows.",
    way_out="state hypotheses that something meets",
    effect=Effect.HOLLOW,
    example="theorem rot (n : Nat) (h : 5 < n) (g : n < 3) : n = 0 := by omega",
)


def find(said: Said) -> Iterator[Hollow]:
    """At most one; a hypothesis that excludes itself is what `unmet-hypothesis` tells."""
    found = conflict([p for _, prop in said.hypotheses for p in conjuncts([prop])], said.sense)
    if found and found[0] is not found[1]:
        one, other = map(shown, found)
        yield Hollow(f"nothing can meet its hypotheses `{one}` and `{other}` at once")
