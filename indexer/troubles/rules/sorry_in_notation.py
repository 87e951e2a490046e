"""A sorry behind a word of the project's own."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.names.notation import hidden_words
from indexer.troubles.records import SORRY, Context, Effect, Rule, Trouble, at_name, at_notation

RULE = Rule(
    id="sorry-in-notation",
    title="Notation that expands to a sorry is used",
    why="A macro, a notation or an elaborator leaves the proof out, and the text that uses it does "
    "not show it.",
    way_out="prove it without that word",
    effect=Effect.SORRY,
    example='macro "later" : tactic => `(tactic| sorry)\ntheorem rot : 1 = 2 := by later',
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration that uses such notation, and for each command of the
    project's own that declares something with a sorry."""
    for notation in context.runs(SORRY):
        said = f"runs `{notation.word}`, which expands to a sorry"
        yield at_notation(RULE, notation, said, SORRY)
    for declaration, used in context.users(module):
        troubled = [use.notation for use in used if SORRY in use.marks]
        if troubled:
            words = ", ".join(f"`{word}`" for word in hidden_words(troubled))
            said = f"uses {words}, which expands to a sorry"
            yield at_name(RULE, context, module, declaration, said, SORRY)
