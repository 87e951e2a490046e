"""An instance of the project's that may give a sign of Lean's own another meaning."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.core import COERCIONS, CONTAINERS, HOLDING, TYPES
from indexer.troubles.records import Certainty, Effect, Hollow, Rule, Said

RULE = Rule(
    id="own-instance",
    title="The project's own instance may give signs another meaning",
    why="An instance of `LE Nat`, or of `LE α` for all `α`, may be what `≤` means; a coercion may "
    "make any term a proposition.",
    way_out="make the instance one of a type of the project's",
    effect=Effect.HOLLOW,
    example="instance : LT Nat := ⟨fun _ _ => True⟩\ntheorem rot (n : Nat) : n + 1 < n := trivial",
    certainty=Certainty.POSSIBLE,
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each instance of one of Lean's own classes for one of Lean's own types, or for all
    types, or for one of its containers.  A coercion counts where it makes propositions."""
    for found in said.own_instances():
        coerces = found.type_class in COERCIONS
        few = "Prop" in found.types if coerces else len(found.types) <= 1
        plainly = few and found.types <= TYPES and found.is_plain
        holds = found.type_class in HOLDING and not found.types.isdisjoint(CONTAINERS)
        if plainly or (holds and found.types <= CONTAINERS | TYPES):
            yield Hollow(
                f"the project's own instance {found.name} may give signs in it another meaning",
                frozenset() if found.is_guess else frozenset({found.name}),
            )
