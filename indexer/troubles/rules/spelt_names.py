"""A program that makes names from strings."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.troubles.programs import programs
from indexer.troubles.records import Certainty, Context, Effect, Rule, Trouble

RULE = Rule(
    id="spelt-names",
    title="A program makes names from strings",
    why="Code made of a name that is put together letter by letter may be anything, a sorry "
    "included; the text does not show which.",
    way_out="write the names out; leancat evidence tells what came of them",
    effect=Effect.UNREAD,
    example='macro "finish" : term => do\n'
    '  `($(mkIdent (.mkSimple ("sor" ++ "ryAx"))) _ false)\ntheorem rot : 1 = 2 := finish',
    certainty=Certainty.POSSIBLE,
    source="Init/Prelude.lean (Lean.Name), Lean/Parser/Extension.lean (runParserCategory)",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each program that makes code of such names."""
    for program in programs(module, context):
        if program.leaves.spells:
            said = f"makes names from strings (`{program.leaves.spells[0]}`)"
            yield program.trouble(RULE, said, "spelt names")
