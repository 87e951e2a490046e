"""An axiom."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.troubles.records import Context, Effect, Rule, Trouble, at_name, seen

RULE = Rule(
    id="axiom",
    title="A declaration is an axiom",
    why="It is believed without a proof, and neither one of Lean's own three nor in "
    "`allowed_axioms` of `leancat.toml`.",
    way_out="prove it, or take it as a hypothesis of the theorems that need it",
    effect=Effect.AXIOM,
    example="axiom continuum : 2 ^ aleph0 = aleph 1",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each axiom that is not allowed."""
    for declaration in seen(module):
        if declaration.kind == "axiom" and declaration.name not in context.allowed:
            yield at_name(RULE, context, module, declaration, "is an axiom", "axiom")
