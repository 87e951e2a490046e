"""Compiled code behind a word of the project's own."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.lean.syntax.keywords import COMPILED
from indexer.names.notation import hidden_words
from indexer.troubles.records import Context, Effect, Rule, Trouble, at_name

RULE = Rule(
    id="compiled-in-notation",
    title="Notation that expands to compiled code is used",
    why="A macro or an elaborator runs `native_decide` or the like, and the text that uses it does "
    "not show it.",
    way_out="use a proof that the kernel checks",
    effect=Effect.COMPILED,
    example='macro "fast" : tactic => `(tactic| native_decide)\n'
    "theorem ten : 2 * 5 = 10 := by fast",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration and each such form."""
    for declaration, used in context.users(module):
        marks = {m: use.notation for use in used for m in sorted(use.marks & COMPILED)}
        for mark, notation in marks.items():
            if context.allowed.compiled(mark):
                continue
            said = f"uses `{hidden_words([notation])[0]}`, which expands to `{mark}`"
            yield at_name(RULE, context, module, declaration, said, mark)
