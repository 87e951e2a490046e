"""A tactic of a library that admits what it does not refute."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.lean.syntax.keywords import ADMITTING
from indexer.troubles.records import SORRY, Context, Effect, Rule, Trouble, at_name, seen

RULE = Rule(
    id="admitting-tactic",
    title="A tactic admits what it does not refute",
    why="`plausible` and its like look for a counter-example, or ask another program, and close "
    "the goal with a sorry when nothing speaks against it.",
    way_out="prove it",
    effect=Effect.SORRY,
    example="theorem rot : a + b = b + a := by plausible",
    source="Plausible/Tactic.lean, Mathlib/Tactic/Hint.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration and each such tactic."""
    for declaration in seen(module):
        for tactic in declaration.trust:
            if tactic in ADMITTING:
                said = f"uses `{tactic}`, which leaves a sorry"
                yield at_name(RULE, context, module, declaration, said, SORRY)
