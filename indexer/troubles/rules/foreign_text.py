"""Text of another language in which words of Lean's commands stand."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.troubles.records import Certainty, Context, Effect, Rule, Trouble, at_diagnostic

RULE = Rule(
    id="foreign-text",
    title="Words of commands stand in text of another language",
    why="A project's own syntax takes a stretch of the file for itself. Text cannot tell whether a "
    "command that seems to stand in it is one.",
    way_out="keep declarations out of such text, or in another file",
    effect=Effect.UNREAD,
    example="def page := <p>open the door to the end</p>\ntheorem rot : 1 = 1 := rfl",
    certainty=Certainty.POSSIBLE,
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for a file, where the first such words stand."""
    return at_diagnostic(RULE, context, module, "has words of commands in text of another language")
