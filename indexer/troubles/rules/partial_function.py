"""A function of which proofs know the type alone."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.troubles.records import Certainty, Effect, Hollow, Rule, Said

RULE = Rule(
    id="partial-function",
    title="A statement is about a function of which proofs know the type alone",
    why="What recurs and is declared `partial` is opaque to the kernel: whatever is proved of it "
    "holds of every function of its type, and says nothing of its code.",
    way_out="let it end (`termination_by`) or write `partial_fixpoint`, so that Lean unfolds it",
    effect=Effect.HOLLOW,
    example="partial def steps (n : Nat) : Nat := if n = 1 then 0 else 1 + steps (n / 2)\n"
    "theorem rot (n : Nat) (h : steps n = 3) : steps n < 4 := h ▸ Nat.lt_succ_self 3",
    certainty=Certainty.POSSIBLE,
    source="Lean/Elab/PreDefinition/Basic.lean, addAndCompilePartial",
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each such function."""
    for name in said.partial_functions():
        yield Hollow(f"{name} is a `partial def`, of which proofs know nothing but its type")
