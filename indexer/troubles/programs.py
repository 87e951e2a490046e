"""Programs: declarations and commands whose code runs while Lean reads a file, and what they name.

What a program does cannot be told without running it; which functions of Lean's own it names can.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.lean.records import Declaration, Module
from indexer.lean.syntax.keywords import QUOTED_SORRY, TAKEN_BACK
from indexer.lean.syntax.programs import Leaves, last, names_leave
from indexer.names.automation import attributes
from indexer.names.notation import Notation
from indexer.troubles.records import Context, Rule, Trouble, at_name, at_notation, seen

_ON_THE_SPOT = frozenset({"run_tac", "by_elab", "run_conv"})
_ELABORATES = frozenset("tactic term_elab command_elab macro".split())


@dataclass(frozen=True, slots=True)
class Program:
    """A program, and what it may leave behind.

    `runs` tells that it runs wherever it is used: the program of a tactic or a piece of syntax, or
    one that stands in a proof.
    """

    module: Module
    context: Context
    subject: Declaration | Notation
    leaves: Leaves
    runs: bool

    def trouble(self, rule: Rule, does: str, kind: str = "") -> Trouble:
        """A trouble of the program, which `does` something; `kind` is the rule's own by default."""
        kind = kind or rule.id
        if isinstance(self.subject, Notation):
            return at_notation(rule, self.subject, f"is a program that {does}", kind)
        verb = "runs" if self.subject.kind == "theorem" else "is"
        said = f"{verb} a program that {does}"
        return at_name(rule, self.context, self.module, self.subject, said, kind)


def programs(module: Module, context: Context) -> Iterator[Program]:
    """The programs of a module that may leave something behind."""
    tied = _tied(module)
    for declaration in seen(module):
        names = (*declaration.body_names, *declaration.statement_names)
        on_the_spot = not _ON_THE_SPOT.isdisjoint(names)
        if declaration.kind in ("theorem", "axiom") and not on_the_spot:
            continue
        leaves = _leaves(names, QUOTED_SORRY in declaration.trust)
        if TAKEN_BACK in declaration.trust and context.takes_back:
            leaves = replace(leaves, forges=())
        if leaves:
            runs = on_the_spot or last(declaration.name) in tied or _elaborates(declaration)
            yield Program(module, context, declaration, leaves, runs)
    for notation in context.notations:
        if notation.leaves:
            yield Program(module, context, notation, notation.leaves, runs=False)


@lru_cache(maxsize=2_048)
def _leaves(names: tuple[str, ...], quotes_sorry: bool) -> Leaves:
    """What a program of these names leaves: of each module several rules ask for it in turn."""
    return names_leave(names, quotes_sorry=quotes_sorry)


def _elaborates(declaration: Declaration) -> bool:
    """Whether an attribute makes it the program of a piece of syntax."""
    return any(
        parts[0].removeprefix("builtin_") in _ELABORATES
        for attribute in declaration.attributes
        for parts in attributes(attribute)
    )


def _tied(module: Module) -> frozenset[str]:
    """The same for `attribute [tactic x] f`: the last parts of the names of such programs."""
    return frozenset(
        last(name)
        for scope in module.scopes
        if scope.kind == "attribute"
        for inside, _, names in [scope.text.removeprefix("[").partition("]")]
        if not _ELABORATES.isdisjoint(inside.replace("builtin_", "").split())
        for name in names.split()
    )
