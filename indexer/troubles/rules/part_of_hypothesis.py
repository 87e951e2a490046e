"""A conclusion that is a part of what the definition of a hypothesis says."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.terms.plain_truth import is_logic
from indexer.troubles.records import Certainty, Effect, Hollow, Rule, Said
from indexer.troubles.rules.own_hypothesis import restating

RULE = Rule(
    id="part-of-hypothesis",
    title="A conclusion is a part of what a hypothesis says by definition",
    why="It may be read off a notion, as that a prime is greater than one; or the definition hides "
    "what was to be proved. Text cannot tell a notion from a disguise.",
    way_out="read the definition, or back the claim by a theorem that proves it of something",
    effect=Effect.HOLLOW,
    example="def Small (n : Nat) : Prop := n < 3 ∧ 0 < n\n"
    "theorem rot (n : Nat) (h : Small n) : 0 < n := h.2",
    certainty=Certainty.POSSIBLE,
)


def find(said: Said) -> Iterator[Hollow]:
    """At most one."""
    if said.is_too_deep or is_logic(said.assumed, said.conclusion):
        return
    text = next(restating(said, in_part=True), None)
    if text is not None and not any(restating(said, in_part=False)):
        yield Hollow(f"its conclusion is a part of what its hypothesis `{text}` says")
