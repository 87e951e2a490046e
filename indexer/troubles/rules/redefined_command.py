"""A command of Lean's own with another meaning."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.troubles.records import Certainty, Context, Effect, Rule, Trouble, at_diagnostic

RULE = Rule(
    id="redefined-command",
    title="Syntax of Lean's own has another meaning",
    why="Rules of the project's own for `theorem`, `open` and the like, for numerals or for what "
    "stands in brackets make of what follows what they want; text cannot tell what was declared.",
    way_out="give the syntax a word of its own",
    effect=Effect.UNREAD,
    example="macro_rules | `(command| theorem $n : $t := $p) => `(theorem $n : True := trivial)\n"
    "theorem rot : 1 = 2 := rfl",
    certainty=Certainty.POSSIBLE,
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for a file, where the first such rules stand."""
    return at_diagnostic(RULE, context, module, "gives syntax of Lean's own another meaning")
