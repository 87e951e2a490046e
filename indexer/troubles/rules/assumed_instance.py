"""An instance of one of Lean's own classes for one of Lean's own types, taken as an argument."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.core import SIGN_CLASSES, TYPES
from indexer.terms.propositions import strip
from indexer.terms.telescope import is_numeral
from indexer.troubles.records import Certainty, Effect, Hollow, Rule, Said

RULE = Rule(
    id="assumed-instance",
    title="An argument may give signs another meaning",
    why="Behind `[LT Nat]` nobody knows what `2 < 1` says.",
    way_out="leave the argument out: Lean has an instance of its own",
    effect=Effect.HOLLOW,
    example="theorem rot [LT Nat] (h : ∀ a b : Nat, a < b) : 2 < 1 := h 2 1",
    certainty=Certainty.POSSIBLE,
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each such argument."""
    for one in said.arguments:
        type_ = strip(one.type) if one.bracket == "[" else ()
        single = [word for word in type_[1:] if not is_numeral(word)]
        if type_[:1] and type_[0] in SIGN_CLASSES and single and TYPES.issuperset(single):
            yield Hollow(f"its argument `{one.text}` may give signs in it another meaning")
