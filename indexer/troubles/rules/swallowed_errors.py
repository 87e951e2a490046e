"""Errors that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.lean.syntax.keywords import SWALLOWED
from indexer.troubles.records import Context, Effect, Rule, Trouble, at_name, seen

RULE = Rule(
    id="swallowed-errors",
    title="Errors of a declaration are swallowed",
    why="`#guard_msgs` that drops or expects an error hides it, and Lean puts a sorry in the place "
    "of what it could not make sense of.",
    way_out="mend the error, or make the declaration an `example`",
    effect=Effect.SORRY,
    example="#guard_msgs (drop error) in\ntheorem rot : 1 = 2 := by decide",
    source="Lean/Elab/GuardMsgs.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration behind such a command."""
    for declaration in seen(module):
        if SWALLOWED in declaration.trust:
            said = "stands behind a #guard_msgs that swallows errors, which leave a sorry"
            yield at_name(RULE, context, module, declaration, said, SWALLOWED)
