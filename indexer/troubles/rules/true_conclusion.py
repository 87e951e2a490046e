"""A conclusion that is true of anything."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.terms.plain_truth import is_true
from indexer.terms.propositions import shown
from indexer.troubles.records import Effect, Hollow, Rule, Said

RULE = Rule(
    id="true-conclusion",
    title="A conclusion is true of anything",
    why="`True`, `f x = f x`, `p ∨ ¬p`, `∃ k, k = t` and what a definition unfolds to such say "
    "nothing of what the claim is about.",
    way_out="state what the claim says",
    effect=Effect.HOLLOW,
    example="theorem rot (n : Nat) : ∃ k, k = n + 1 := ⟨_, rfl⟩",
)


def find(said: Said) -> Iterator[Hollow]:
    """At most one."""
    if is_true(said.conclusion, said.sense):
        yield Hollow(f"its conclusion is `{shown(said.conclusion)}`, which is true of anything")
