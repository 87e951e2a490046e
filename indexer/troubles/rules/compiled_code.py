"""Compiled code that is believed in place of a proof."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Declaration, Module
from indexer.lean.syntax.keywords import COMPILED
from indexer.troubles.records import Context, Effect, Rule, Trouble, at_name, seen

RULE = Rule(
    id="compiled-code",
    title="A proof trusts compiled code",
    why="`native_decide`, `bv_decide` and their like run a compiled program and believe what it "
    "says; the kernel sees an axiom. An `unsafe` theorem is not checked at all.",
    way_out="use a proof that the kernel checks, such as `decide` or `norm_num`",
    effect=Effect.COMPILED,
    example="theorem big : isPrime 1000003 := by native_decide",
    source="Lean/Elab/Tactic/ElabTerm.lean, Init/Core.lean",
)


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble for each declaration and each word for it."""
    for declaration in seen(module):
        for mark in declaration.trust:
            if mark not in COMPILED or context.allowed.compiled(mark):
                continue
            if mark not in UNSAFE or is_unsafe(declaration, mark):
                yield at_name(RULE, context, module, declaration, f"relies on {mark}", mark)


UNSAFE = frozenset({"unsafe", "unsafeCast", "unsafe_cast"})


def is_unsafe(declaration: Declaration, mark: str = "unsafe") -> bool:
    """Whether it is an unsafe theorem, or one that casts.  What else is unsafe the kernel lets into
    no theorem (a term `unsafe e` becomes a constant that nothing is known of), and the word has
    other meanings in a proof (the phases of Aesop)."""
    casts = mark != "unsafe" or "unsafe" in declaration.modifiers
    return declaration.kind == "theorem" and casts
