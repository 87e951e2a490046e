"""A command of Lean's own with another meaning."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.keywords import UNREAD
from indexer.model import Module, Span
from indexer.troubles.records import Certainty, Context, Effect, Rule, Trouble, seen

RULE = Rule(
    id="redefined-command",
    title="A command of Lean's own has another meaning",
    why="Rules of the project's own for `theorem`, `open` and the like make of what follows what "
    "they want, and text cannot tell what was declared.",
    way_out="give the command a word of its own",
    effect=Effect.UNREAD,
    example="macro_rules | `(command| theorem $n : $t := $p) => `(theorem $n : True := trivial)\n"
    "theorem rot : 1 = 2 := rfl",
    certainty=Certainty.POSSIBLE,
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for a file, at the first declaration that such a command may have made."""
    for declaration in seen(module):
        if UNREAD in declaration.trust:
            said = "has declarations by a command that may mean something else than Lean's"
            line, column = declaration.start_line, declaration.start_column
            span = Span(line, column, line, column)
            yield Trouble(RULE, context.ref(module), RULE.id, said, span, has_place=True)
            return
