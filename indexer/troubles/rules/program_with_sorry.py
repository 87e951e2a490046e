"""A program that may leave a sorry, if something runs it."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.lean.syntax.keywords import QUOTED_SORRY
from indexer.troubles.programs import programs
from indexer.troubles.records import Certainty, Context, Effect, Rule, Trouble

RULE = Rule(
    id="program-with-sorry",
    title="A program may leave a sorry",
    why="A function that admits a goal or quotes a sorry may be called by a tactic, or may only "
    "speak of it, as linters do.",
    way_out="read the program; leancat evidence tells what came of it",
    effect=Effect.SORRY,
    example="def giveUp (goal : MVarId) : MetaM Unit := do\n  goal.admit",
    certainty=Certainty.POSSIBLE,
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each program that names such a function and is not known to run, and for each
    notation that expands to a sorry, of which every use is told by itself."""
    for program in programs(module, context):
        if program.leaves.sorries and not program.runs:
            said = f"can leave a sorry (`{program.leaves.sorries[0]}`)"
            yield program.trouble(RULE, said, QUOTED_SORRY)
