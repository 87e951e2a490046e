"""A conclusion that a structure among the assumptions holds."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.terms.plain_truth import is_instance
from indexer.troubles.records import Effect, Hollow, Rule, Said

RULE = Rule(
    id="field-as-conclusion",
    title="A conclusion is a field of an assumption",
    why="A structure or class that bundles what is to be shown assumes it.",
    way_out="prove it of what is no assumption",
    effect=Effect.HOLLOW,
    example="structure Rot where\n  f : Nat → Nat\n  law : ∀ x, f x = x\n"
    "theorem rot (r : Rot) (n : Nat) : r.f n = n := r.law n",
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each such field."""
    for law in said.laws():
        if law.is_named and is_instance(said.conclusion, law.says):
            text = law.hypothesis.text
            yield Hollow(f"its conclusion is the field {law.field} of its assumption `{text}`")
