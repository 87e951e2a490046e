"""A command of the project's own that changes how what follows is read."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module, Span
from indexer.troubles.options import below
from indexer.troubles.records import (
    SCENE,
    SPREAD,
    Certainty,
    Context,
    Effect,
    Rule,
    Trouble,
    at_name,
)

RULE = Rule(
    id="own-scene",
    title="A command of the project's own changes how what follows is read",
    why="It expands to `open`, `variable`, an instance for one of Lean's own types or the like, so "
    "that what stands below it may state something else than it seems to.",
    way_out="write these commands out",
    effect=Effect.UNREAD,
    example="run_cmd elabCommand (← `(variable (h : False)))\ntheorem rot : 1 = 2 := h.elim",
    certainty=Certainty.POSSIBLE,
    source="Lean/Elab/BuiltinCommand.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration that such a command is in force for, and one of the file for
    each that is in force where the file is imported."""
    run = {notation.scope: notation for notation in context.runs(SCENE)}
    if not run:
        return
    for notation in context.runs(SPREAD):
        span = Span(module.scopes[notation.scope].line, 0, module.scopes[notation.scope].line, 0)
        said = f"runs `{notation.word}`, which changes how what follows is read"
        yield Trouble(RULE, context.ref(module), RULE.id, said, span)
    places = {id(module.scopes[at]) for at in run}
    words = sorted({notation.word for notation in run.values()})
    for declaration in below(module, lambda scope: id(scope) in places):
        said = f"stands below `{words[0]}`, which changes how it is read"
        yield at_name(RULE, context, module, declaration, said, RULE.id)
