"""A sorry that stands in a `variable`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.fingerprint import variables
from indexer.lean.sorries import WORDS
from indexer.model import Module
from indexer.resolve import scope_chain
from indexer.troubles.records import Context, Effect, Rule, Trouble, at_name, seen

RULE = Rule(
    id="sorry-in-variable",
    title="A variable that is taken over holds a sorry",
    why="What a `variable` command says becomes part of every statement that mentions it.",
    way_out="state the variable without a sorry",
    effect=Effect.SORRY,
    example="variable (n : Fin sorry)\ntheorem rot : n = n := rfl",
)
_MAY_HOLD_SORRY = re.compile("|".join(map(re.escape, sorted(WORDS)))).search


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration that takes such a variable over."""
    if not any(s.kind == "variable" and _MAY_HOLD_SORRY(s.text) for s in module.scopes):
        return
    for declaration in seen(module):
        scopes = scope_chain(module, declaration.scope)
        if not any(s.kind == "variable" and _MAY_HOLD_SORRY(s.text) for s in scopes):
            continue
        for binder in variables(module, declaration):
            if not WORDS.isdisjoint(binder.type):
                said = f"takes over the variable `{binder.text}`, which holds a sorry"
                yield at_name(RULE, context, module, declaration, said, "sorry")
                break
