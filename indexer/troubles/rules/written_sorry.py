"""A sorry that the text shows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator

from indexer.lean.records import Declaration, Module, Sorry, Span
from indexer.lean.syntax.sorries import OPTIONS
from indexer.troubles.records import Context, Effect, Rule, Trouble

RULE = Rule(
    id="sorry",
    title="A proof is left out",
    why="`sorry`, `admit`, `stop` and their like close any goal, and Lean only warns of it.",
    way_out="prove it",
    effect=Effect.SORRY,
    example="theorem rot_isometry : norm (rot v) = norm v := by sorry",
    source="Lean/Parser/Term.lean, Lean/Parser/Tactic.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble a place; an option that leaves proofs out is another rule's."""
    if not module.sorries:
        return
    owner = _owners(module)
    for sorry in module.sorries:
        if sorry.form in OPTIONS or (module.exit_line and sorry.line > module.exit_line):
            continue
        declaration = owner(sorry)
        name = declaration.name if declaration else ""
        where = " in its statement" if sorry.in_statement and declaration else ""
        yield Trouble(
            RULE,
            context.ref(module, name),
            "sorry",
            f"holds a sorry{where}" if declaration else "holds a sorry outside any declaration",
            Span(sorry.line, sorry.column, sorry.end_line, sorry.end_column),
            has_place=True,
            declaration=declaration,
        )


def _owners(module: Module) -> Callable[[Sorry], Declaration | None]:
    """Find the declaration a sorry stands in by position; names may repeat within a file."""
    ordered = sorted(module.declarations, key=lambda d: (d.start_line, d.start_column))
    starts = [(d.start_line, d.start_column) for d in ordered]

    def owner(sorry: Sorry) -> Declaration | None:
        at = bisect_right(starts, (sorry.line, sorry.column)) - 1
        if at < 0 or not sorry.owner:
            return None
        last = ordered[at]
        return last if (sorry.line, sorry.column) < (last.end_line, last.end_column) else None

    return owner
