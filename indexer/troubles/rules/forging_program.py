"""A program that goes round the kernel."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.troubles.programs import programs
from indexer.troubles.records import Context, Effect, Rule, Trouble

RULE = Rule(
    id="forging-program",
    title="A program can go round the kernel",
    why="Functions such as `addDeclWithoutChecking` and declarations made by hand (`axiomDecl`) "
    "add what no proof backs, and leave no trace in the compiler's record.",
    way_out="let the program add checked declarations (`addDecl` of a theorem) only",
    effect=Effect.BYPASS,
    example="run_cmd liftCoreM <| addDecl <| .axiomDecl\n"
    "  { name := `gift, levelParams := [], type := mkConst ``False, isUnsafe := false }",
    source="Lean/AddDecl.lean, Lean/Environment.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each program that names such a function."""
    for program in programs(module, context):
        if program.leaves.forges:
            yield program.trouble(RULE, f"can go round the kernel (`{program.leaves.forges[0]}`)")
