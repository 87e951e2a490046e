"""An instance of one of Lean's own classes for one of Lean's own types, taken as an argument or
made in the statement."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.core import SIGN_CLASSES, TYPES
from indexer.terms.propositions import strip
from indexer.terms.telescope import Words, is_numeral, plain
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
    """One for each such instance."""
    for one in said.arguments:
        if one.bracket == "[" and _is_of_lean(strip(one.type)):
            yield Hollow(f"its argument `{one.text}` may give signs in it another meaning")
    written = said.concluded
    for at, word in enumerate(written):
        type_ = written[at + 1 : at + 3] if word == ":" else ()
        if _is_of_lean(type_) and not _LETS.isdisjoint(written[max(at - 2, 0) : at]):
            instance = " ".join(map(plain, type_))
            yield Hollow(f"its own instance of `{instance}` may give signs in it another meaning")


_LETS = frozenset("let letI have haveI".split())


def _is_of_lean(type_: Words) -> bool:
    single = [word for word in type_[1:] if not is_numeral(word)]
    return (
        type_[:1] != () and type_[0] in SIGN_CLASSES and bool(single) and TYPES.issuperset(single)
    )
