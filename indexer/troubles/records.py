"""What a rule on troubles is, what it finds, and what it is told of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from indexer.claims.allowed_axioms import Allowed
from indexer.lake.records import Project
from indexer.lean.records import Declaration, Module, Span
from indexer.lean.syntax.keywords import NOTATIONS
from indexer.names.notation import Notation
from indexer.scan.records import Ref

SORRY = "sorry"
"""The mark of notation that leaves a sorry, and what a baseline tolerates any sorry as."""


class Effect(StrEnum):
    """What a trouble does to whatever rests on it."""

    SORRY = "sorry"  # a proof is left out
    AXIOM = "axiom"  # something is assumed
    COMPILED = "compiled"  # compiled code is believed
    BYPASS = "bypass"  # the kernel does not look
    UNREAD = "unread"  # text cannot tell what it is
    CODE = "code"  # other code runs than the one proofs speak of; touches no proof by itself


class Certainty(StrEnum):
    """Whether the text shows a trouble, or only that there may be one."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of trouble.

    `title` says in a few words what is there, `why` in a sentence or two what is wrong with it,
    `way_out` what to do; `example` is a piece of Lean that has it, and `source` where Lean's own
    files say so.
    """

    id: str
    title: str
    why: str
    way_out: str
    effect: Effect
    example: str
    certainty: Certainty = Certainty.CERTAIN
    source: str = ""

    @property
    def certain(self) -> bool:
        """Whether what it finds is there for certain."""
        return self.certainty is Certainty.CERTAIN


@dataclass(frozen=True, slots=True)
class Trouble:
    """One place where a rule applies.

    `ref` names the declaration or the notation that has it, with an empty name the file itself.
    `kind` is the word that a baseline tolerates it by, `words` a clause that goes on after the
    name: "holds a sorry".  `span` is where it shows, for what has a place of its own; else the name
    of the declaration or the line of the notation.
    """

    rule: Rule
    ref: Ref
    kind: str
    words: str
    span: Span
    has_place: bool = False
    declaration: Declaration | None = None
    text: str = ""  # of a notation: what a baseline knows it by

    @property
    def bears(self) -> bool:
        """Whether it matters to what rests on it."""
        return self.rule.effect is not Effect.CODE

    @property
    def leaves_sorry(self) -> bool:
        """Whether a proof is left out for certain."""
        return self.rule.effect is Effect.SORRY and self.rule.certain


@dataclass(frozen=True, slots=True)
class Use:
    """Notation that a declaration uses, and the `marks` of what it leaves behind, by itself or by
    other notation: a sorry, or words that trust compiled code."""

    notation: Notation
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Context:
    """What rules may ask beside the module itself.

    `project` has the options of the lakefile; `allowed` are the axioms that may be used;
    `notations` are those that the module defines, with the commands of the project's own that it
    runs; `marks` says what notation (of all modules) leaves behind, and `using` which declarations
    use such notation.
    """

    project: Project
    allowed: Allowed
    notations: Sequence[Notation] = ()
    marks: Mapping[Ref, frozenset[str]] | None = None
    using: Mapping[Ref, tuple[Use, ...]] | None = None

    def ref(self, module: Module, name: str = "") -> Ref:
        """The address of a declaration of a module."""
        return Ref(self.project.id, module.name, name)

    def runs(self, mark: str) -> Iterator[Notation]:
        """The commands of the project's own that leave something behind where they stand."""
        for notation in self.notations:
            if notation.word not in NOTATIONS and mark in (self.marks or {}).get(notation.ref, ()):
                yield notation

    def users(self, module: Module) -> Iterator[tuple[Declaration, tuple[Use, ...]]]:
        """The declarations of a module that use such notation."""
        if self.using:
            for declaration in seen(module):
                found = self.using.get(self.ref(module, declaration.name))
                if found:
                    yield declaration, found


class Finder(Protocol):
    """A module of `indexer.troubles.rules`: a rule, and what finds its troubles in a file."""

    RULE: Rule

    @staticmethod
    def find(module: Module, context: Context, /) -> Iterator[Trouble]:
        """The troubles of a module, without regard to what uses what."""
        ...


def seen(module: Module) -> Iterator[Declaration]:
    """The declarations that Lean sees: nothing after `#exit` is there for it."""
    return (d for d in module.declarations if not d.after_exit)


def at_name(
    rule: Rule,
    context: Context,
    module: Module,
    declaration: Declaration,
    words: str,
    kind: str,
) -> Trouble:
    """A trouble of a declaration as a whole, shown at its name."""
    line, column = declaration.line, declaration.column
    ref = context.ref(module, declaration.name)
    span = Span(line, column, line, column)
    return Trouble(rule, ref, kind, words, span, declaration=declaration)


def at_notation(rule: Rule, notation: Notation, words: str, kind: str) -> Trouble:
    """A trouble of a notation, a macro, an elaborator or a command that runs a program."""
    line = notation.module.scopes[notation.scope].line
    return Trouble(rule, notation.ref, kind, words, Span(line, 0, line, 0), text=notation.text)


def at_diagnostic(rule: Rule, context: Context, module: Module, words: str) -> Iterator[Trouble]:
    """One trouble of a file as a whole, where the scanner first noted what the rule is called."""
    found = next((d for d in module.diagnostics if d.code == rule.id), None)
    if found is not None:
        span = Span(found.line, found.column, found.line, found.column)
        yield Trouble(rule, context.ref(module), rule.id, words, span)
