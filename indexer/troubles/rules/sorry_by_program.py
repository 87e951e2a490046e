"""A program that leaves a sorry where it runs."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.troubles.programs import programs
from indexer.troubles.records import Context, Effect, Rule, Trouble

RULE = Rule(
    id="sorry-by-program",
    title="A program leaves a sorry",
    why="A tactic's own program, or one that a proof runs on the spot, admits the goal.",
    way_out="prove it, or let the program fail in place of admitting",
    effect=Effect.SORRY,
    example="theorem rot : 1 = 2 := by_elab do\n  mkSorry (← mkFreshTypeMVar) true",
    source="Lean/Elab/Tactic/Basic.lean, Lean/Meta/AppBuilder.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each elaborator, and each proof, that names such a function."""
    for program in programs(module, context):
        if program.leaves.sorries and program.runs:
            said = f"can leave a sorry (`{program.leaves.sorries[0]}`)"
            yield program.trouble(RULE, said, "sorry")
