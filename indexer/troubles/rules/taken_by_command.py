"""A declaration that a command of the project's own takes as its argument."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.lean.syntax.keywords import SWALLOWED, TAKEN
from indexer.troubles.records import Certainty, Context, Effect, Rule, Trouble, at_name, seen

RULE = Rule(
    id="taken-by-command",
    title="A command of the project's own takes the declaration",
    why="What a command does with another one that it takes is its own affair: it may drop it or "
    "its errors, run it under an option, or declare something else.",
    way_out="declare it outside; leancat evidence tells what came of it",
    effect=Effect.UNREAD,
    example='syntax "quietly " command : command\n'
    "macro_rules | `(quietly $c:command) => `(set_option warn.sorry false in $c:command)\n"
    "macro_rules | `(quietly $c:command) => `(#print $(Lean.mkIdent `Nat))\n"
    "quietly theorem rot : 1 = 2 := rfl",
    certainty=Certainty.POSSIBLE,
    source="Lean/Parser/Command.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each such declaration, but where errors are dropped for certain."""
    for declaration in seen(module):
        if TAKEN in declaration.trust and SWALLOWED not in declaration.trust:
            said = "is taken by a command of the project's own, which may make of it what it likes"
            yield at_name(RULE, context, module, declaration, said, TAKEN)
