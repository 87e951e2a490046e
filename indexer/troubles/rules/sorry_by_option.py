"""An option that turns proofs into sorries."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.lean.syntax.sorries import OPTIONS
from indexer.troubles.options import under
from indexer.troubles.records import Context, Effect, Rule, Trouble, at_name

RULE = Rule(
    id="sorry-by-option",
    title="An option leaves proofs out",
    why="Under `debug.byAsSorry` and its like Lean puts a sorry where the text has a proof; the "
    "option may stand in the file, before one declaration, or in the lakefile.",
    way_out="take the option away",
    effect=Effect.SORRY,
    example="set_option debug.byAsSorry true\ntheorem rot : 1 = 2 := by omega",
    source="Lean/Elab/Tactic/Basic.lean, Lean/Elab/BuiltinTerm.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration under such an option."""
    for declaration, option in under(OPTIONS, module, context):
        said = f"stands under the option {option}, which leaves proofs out"
        yield at_name(RULE, context, module, declaration, said, "sorry")
