"""An option that keeps the kernel from looking."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.lean.syntax.keywords import UNCHECKED
from indexer.troubles.options import under
from indexer.troubles.records import Context, Effect, Rule, Trouble, at_name, seen

RULE = Rule(
    id="kernel-off",
    title="The kernel is switched off",
    why="Under `debug.skipKernelTC` Lean takes over what it made without checking it, and no "
    "record shows that; the option may stand in the file, before one declaration "
    "or in the lakefile.",
    way_out="take the option away",
    effect=Effect.BYPASS,
    example="set_option debug.skipKernelTC true\ntheorem rot : 1 = 2 := rfl",
    source="Lean/AddDecl.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration that the kernel has not seen."""
    off = {id(d) for d, _ in under(frozenset({UNCHECKED}), module, context)}
    for declaration in seen(module):
        if id(declaration) in off or UNCHECKED in declaration.trust:
            said = f"is kept from the kernel by {UNCHECKED}"
            yield at_name(RULE, context, module, declaration, said, UNCHECKED)
