"""What a rule on troubles is, what it finds, and what it is told of a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from indexer.claims.allowed_axioms import Allowed
from indexer.lake.records import Project
from indexer.lean.records import Declaration, Module, Span
from indexer.lean.syntax.keywords import NOTATIONS
from indexer.names.notation import Notation
from indexer.scan.records import Ref
from indexer.terms.propositions import Hypothesis, Prop
from indexer.terms.sense import Sense
from indexer.terms.telescope import Binder, Words

SORRY = "sorry"
"""The mark of notation that leaves a sorry, and what a baseline tolerates any sorry as."""

SCENE = "scene"
"""The mark of notation that changes how what follows is read."""

SPREAD = "spread scene"
"""The mark of notation that does so in files that import this one, too."""


class Effect(StrEnum):
    """What a trouble does to whatever rests on it."""

    SORRY = "sorry"  # a proof is left out
    AXIOM = "axiom"  # something is assumed
    COMPILED = "compiled"  # compiled code is believed
    BYPASS = "bypass"  # the kernel does not look
    UNREAD = "unread"  # text cannot tell what it is
    HOLLOW = "hollow"  # a statement says less than it seems; touches nothing that rests on it
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
    settled: bool = False  # the kernel's record tells that what is possible is so

    @property
    def certain(self) -> bool:
        """Whether it is there for certain."""
        return self.rule.certain or self.settled

    @property
    def bears(self) -> bool:
        """Whether it matters to what rests on it."""
        return self.rule.effect not in (Effect.CODE, Effect.HOLLOW)

    @property
    def leaves_sorry(self) -> bool:
        """Whether a proof is left out for certain."""
        return self.rule.effect is Effect.SORRY and self.certain


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
    use such notation; `takes_back` that `withoutModifyingEnv` is Lean's own.
    """

    project: Project
    allowed: Allowed
    notations: Sequence[Notation] = ()
    marks: Mapping[Ref, frozenset[str]] | None = None
    using: Mapping[Ref, tuple[Use, ...]] | None = None
    takes_back: bool = True

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


@dataclass(frozen=True, slots=True)
class Hollow:
    """What a rule on statements finds, in a clause.  Where text cannot tell, the kernel's type
    settles it: it is so where that mentions one of `own`, and it must mention all of `leans` if it
    is not so."""

    words: str
    own: frozenset[str] = frozenset()
    leans: frozenset[str] = frozenset()

    def is_so(self, mentions: Collection[str]) -> bool | None:
        """Whether it is so, by the constants of a statement's type, none for no record of it; None
        where these do not tell."""
        if not mentions:
            return None
        if not self.own.isdisjoint(mentions):
            return True
        if self.leans:
            return None if self.leans.issubset(mentions) else True
        return False if self.own else None


@dataclass(frozen=True, slots=True)
class Law:
    """A law that a structure or class among the binders bundles; `is_named` where the binder has a
    name, so that the law is about something the statement may speak of.  The law may speak of the
    other fields, whose types stand `beside` it."""

    field: str
    hypothesis: Hypothesis
    says: Prop
    is_named: bool
    beside: dict[str, Words]


@dataclass(frozen=True, slots=True)
class OwnInstance:
    """An instance of the project's for a class behind one of Lean's own signs, which is written in
    the statement.  `types` are those of Lean's own that it is about; it `is_plain` where it is
    about single types, and `is_guess` where its name is one that Lean gives it."""

    name: str
    type_class: str
    types: frozenset[str]
    is_plain: bool
    is_guess: bool


class SaidOfPart(Protocol):
    """A field, a constructor or the like: its full name, what it is, and whether it proves."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def what(self) -> str: ...  # noqa: D102

    @property
    def proves(self) -> bool: ...  # noqa: D102


class Said(Protocol):
    """What a statement says, for rules on hollow ones.  Whatever asks for the logic of it may raise
    TooDeepError."""

    is_too_deep: bool

    @property
    def name(self) -> str:
        """The full name of the declaration."""
        ...

    @property
    def kind(self) -> str:
        """What the declaration is: "theorem", "def", …"""
        ...

    @property
    def part(self) -> SaidOfPart | None:
        """The part of the declaration whose statement it is, None for the declaration itself."""
        ...

    @property
    def own_class(self) -> str | None:
        """Of an instance the class it is one of, "" for one of the projects' own classes; None for
        what is no instance."""
        ...

    @property
    def assumed(self) -> Sequence[Hypothesis]:
        """What is assumed, `variable`s first, in the order of the telescope."""
        ...

    @property
    def hypotheses(self) -> Sequence[tuple[str, Prop]]:
        """The types of what is assumed, read as propositions, with their texts."""
        ...

    @property
    def conclusion(self) -> Prop:
        """What is concluded."""
        ...

    @property
    def sense(self) -> Sense:
        """What is known inside the telescope."""
        ...

    def laws(self) -> Iterator[Law]:
        """The laws that structures and classes among the binders bundle."""
        ...

    def own_names(self) -> Iterator[tuple[str, str, str]]:
        """Words that every reader takes for Lean's own, and that may mean a declaration of a
        project: the word, the full name, the project."""
        ...

    def own_notations(self) -> Iterator[Notation]:
        """Notation of the projects' in the statement whose signs are all Lean's own."""
        ...

    def own_instances(self) -> Iterator[OwnInstance]:
        """Instances of the projects' that may give signs in the statement another meaning."""
        ...

    @property
    def arguments(self) -> Sequence[Hypothesis | Binder]:
        """What is assumed; of a statement that is too deep to read, its binders."""
        ...

    @property
    def concluded(self) -> Words:
        """The words behind the colon."""
        ...

    def default_numerals(self) -> Iterator[str]:
        """The default instances that may make numerals in the statement the projects' own."""
        ...

    def misspelt(self) -> Iterator[tuple[str, str]]:
        """Words that nothing is called, with the name one letter away from each."""
        ...

    def partial_functions(self) -> Iterator[str]:
        """What is named in the statement, opaque since it is `partial`, and of a type that says
        nothing of what it is given."""
        ...


class Reading(Protocol):
    """The same for a rule on statements, which are looked at where a claim rests on them."""

    RULE: Rule

    @staticmethod
    def find(said: Said, /) -> Iterator[Hollow]:
        """Why the statement says less than a claim can be, or may do so."""
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
