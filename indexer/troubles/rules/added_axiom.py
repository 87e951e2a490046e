"""An axiom that a program or a macro adds."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.troubles.records import Context, Effect, Rule, Trouble, at_notation

RULE = Rule(
    id="added-axiom",
    title="A command adds an axiom that no declaration shows",
    why="A macro, an elaborator or a program that runs quotes `axiom`: what it adds stands in no "
    "line of the text.",
    way_out="write the axiom out, so that it can be seen and judged",
    effect=Effect.AXIOM,
    example="#eval show CommandElabM Unit from do elabCommand (← `(axiom key : False))",
)


def find(_: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each command whose program holds the word."""
    for notation in context.notations:  # those of this very module
        if "axiom" in notation.leaves.trusts:
            yield at_notation(RULE, notation, "adds an axiom", "axiom")
