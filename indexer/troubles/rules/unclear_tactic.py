"""The word of a tactic that leaves a sorry, where text cannot tell a tactic from a name."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.lean.syntax.keywords import UNCLEAR
from indexer.troubles.records import Certainty, Context, Effect, Rule, Trouble, at_name, seen

RULE = Rule(
    id="unclear-tactic",
    title="A word for a sorry stands where text cannot tell a tactic from a name",
    why="Behind a word of the project's own `admit`, `stop` and their like may be tactics, or "
    "names that are declared elsewhere; nothing in the declaration binds them.",
    way_out="write the tactics in a `by` block, or give the name another spelling",
    effect=Effect.SORRY,
    example="theorem rot : 1 = 2 := by\n  my_try admit",
    certainty=Certainty.POSSIBLE,
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration that has such a word and no sorry that is certain."""
    for declaration in seen(module):
        if UNCLEAR in declaration.trust:
            said = "may run a tactic that leaves a sorry"
            yield at_name(RULE, context, module, declaration, said, UNCLEAR)
