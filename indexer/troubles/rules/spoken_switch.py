"""A word for what switches the kernel or proofs off, where nothing says what it does."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module, Span
from indexer.troubles.records import Certainty, Context, Effect, Rule, Trouble

RULE = Rule(
    id="spoken-switch",
    title="A file names what switches the kernel or proofs off",
    why="An option may be set by a macro, behind another command or from a string. Outside "
    "comments and commands that are understood its name alone is a doubt about all that "
    "stands below it.",
    way_out="take the word away, or set the option plainly; leancat evidence tells what came of it",
    effect=Effect.BYPASS,
    example='def quiet : String := "debug.skipKernelTC"',
    certainty=Certainty.POSSIBLE,
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble of the file for each such word."""
    for word, line in module.tripwires:
        said, span = f"names `{word}`", Span(line, 0, line, 0)
        yield Trouble(RULE, context.ref(module), RULE.id, said, span)
