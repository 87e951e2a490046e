"""Code that runs in place of what proofs speak of."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module
from indexer.lean.syntax.keywords import REPLACED
from indexer.troubles.records import Context, Effect, Rule, Trouble, at_name, seen
from indexer.troubles.rules.compiled_code import UNSAFE

RULE = Rule(
    id="replaced-code",
    title="Other code runs than the one that proofs speak of",
    why="`implemented_by`, `extern`, `csimp` and `unsafe` change what a compiled program does; no "
    "proof is touched unless compiled code is believed in it.",
    way_out="tolerate it where it is meant",
    effect=Effect.CODE,
    example="@[implemented_by fastSum]\ndef sum (xs : List Nat) : Nat := xs.foldl (· + ·) 0",
    source="Lean/Compiler/ImplementedByAttr.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration and each word for it."""
    for declaration in seen(module):
        for mark in declaration.trust:
            if mark in REPLACED or (mark in UNSAFE and declaration.kind != "theorem"):
                yield at_name(RULE, context, module, declaration, f"relies on {mark}", mark)
