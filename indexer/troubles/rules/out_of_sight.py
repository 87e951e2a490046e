"""What goes round the kernel, named where the grammar does not show what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.model import Module, Span
from indexer.troubles.records import Certainty, Context, Effect, Rule, Trouble

RULE = Rule(
    id="out-of-sight",
    title="An option or function that goes round the kernel is named out of sight",
    why="A macro, a string or a program may switch the kernel off, or leave proofs out, where no "
    "command of the text does so. Nothing behind such a word is covered by its text, nor is what "
    "imports a macro with one.",
    way_out="take the word away, or set the option by a command of its own",
    effect=Effect.BYPASS,
    example='macro "off" : command => `(command| set_option debug.skipKernelTC true)',
    certainty=Certainty.POSSIBLE,
    source="Lean/AddDecl.lean",
)
_KIND = "out of sight"


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for a file: at the first such word, or for what it imports."""
    if module.tripwires:
        word, line = module.tripwires[0]
        said = f"names `{word}` in line {line}, and text cannot tell what came of it"
        span = Span(line, 0, line, 0)
        yield Trouble(RULE, context.ref(module), _KIND, said, span, has_place=True)
    elif context.carried:
        carrier, word = context.carried
        said = f"imports {carrier}, which names `{word}` in a macro or a program"
        yield Trouble(RULE, context.ref(module), _KIND, said, Span(1, 0, 1, 0))
