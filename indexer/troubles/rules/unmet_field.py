"""A structure among the assumptions that nobody can make."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.terms.plain_truth import is_false
from indexer.troubles.records import Effect, Hollow, Rule, Said

RULE = Rule(
    id="unmet-field",
    title="Nothing can fill a field of an assumption",
    why="A structure or class with such a law has no element, so that everything follows.",
    way_out="mend the law, or assume less",
    effect=Effect.HOLLOW,
    example="structure Rot where\n  size : Nat\n  law : size < size\n"
    "theorem rot (r : Rot) : r.size = 3 := absurd r.law (Nat.lt_irrefl _)",
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each such field."""
    for law in said.laws():
        if is_false(law.says, said.sense.knowing(law.beside)):
            text = law.hypothesis.text
            yield Hollow(f"nothing can fill the field {law.field} of its assumption `{text}`")
