"""A sorry that stands in a `variable`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.lean.records import Module, Scope
from indexer.lean.syntax.sorries import LEAVING, WORDS
from indexer.terms.fingerprint import Variables
from indexer.troubles.options import below
from indexer.troubles.records import SORRY, Context, Effect, Rule, Trouble, at_name

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
    taken = Variables(module)
    for declaration in below(module, _holds_sorry):
        found = next((b for b in taken.of(declaration) if _leaves_out(b.type)), None)
        if found:
            said = f"takes over the variable `{found.text}`, which holds a sorry"
            yield at_name(RULE, context, module, declaration, said, SORRY)


def _leaves_out(type_: Sequence[str]) -> bool:
    """Whether a type holds a sorry; `stop` and `admit` are names where no tactic can stand."""
    tactics = LEAVING if "by" not in type_ else frozenset()
    return not (WORDS - tactics).isdisjoint(type_)


def _holds_sorry(scope: Scope) -> bool:
    return scope.kind == "variable" and _MAY_HOLD_SORRY(scope.text) is not None
