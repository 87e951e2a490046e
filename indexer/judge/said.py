"""What a statement says, as the rules on hollow statements read it, and what they find.

Only what is plain is found; a statement that passes may still be empty.  Nothing here looks at
proofs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, partial

from indexer.judge.meanings import Meanings
from indexer.judge.parts import Part
from indexer.judge.reading import Arguments, Reader, arguments_for, says_prop
from indexer.lean.names import halves
from indexer.lean.records import Span
from indexer.lean.syntax.lexer import is_ident
from indexer.names.notation import Notation
from indexer.names.table import Entry
from indexer.terms.plain_truth import is_bare, is_logic
from indexer.terms.propositions import Hypothesis, Prop, TooDeepError, closing, read, strip
from indexer.terms.sense import Sense, arguments_of
from indexer.terms.telescope import MARK, Binder, Words, binders, is_numeral, words
from indexer.troubles import rules
from indexer.troubles.records import Hollow, Law, OwnInstance, Rule, Trouble
from indexer.troubles.rules import own_hypothesis

KIND = "a hollow statement"
"""The word that a baseline tolerates it by."""


class SaidStatement:
    """A declaration's statement, or that of a part of it."""

    def __init__(self, meanings: Meanings, entry: Entry, part: Part | None = None) -> None:
        self.reader = meanings.reader
        self.entry = entry
        self.part = part
        self.is_too_deep = False
        self.found: tuple[Trouble, ...] = ()  # what was judged
        self._meanings = meanings
        self._statement = self.reader.statement(entry)  # whose words are looked at

    @property
    def name(self) -> str:
        """The full name of the declaration."""
        return self.entry.ref.name

    @property
    def kind(self) -> str:
        """What the declaration is: "theorem", "def", …"""
        return self.entry.declaration.kind

    @property
    def own_class(self) -> str | None:
        """Of an instance the class it is one of, "" for one of the projects' own classes; None for
        what is no instance."""
        if not self.entry.declaration.is_instance:
            return None
        head = next(iter(strip(self._statement.conclusion)), "")
        return "" if self.reader.meaning(head, self.entry) else head

    # -- its logic --

    @cached_property
    def telescope(self) -> Prop:
        """All of it as one proposition, an empty one where there is none to read.  Raises
        TooDeepError."""
        if self.part is not None:
            statement = self.part.statement if self.part.proves else None
            return self.reader.telescope_of(statement) if statement else Prop("atom")
        if self.kind != "theorem" and not self.own_class:
            return Prop("atom")
        return self.reader.telescope(self.entry)

    @property
    def assumed(self) -> tuple[Hypothesis, ...]:
        """What is assumed, `variable`s first, in the order of the telescope."""
        return self.telescope.binders if self.telescope.kind == "all" else ()

    @property
    def conclusion(self) -> Prop:
        """What is concluded."""
        return self.telescope.parts[0] if self.telescope.kind == "all" else self.telescope

    @cached_property
    def hypotheses(self) -> list[tuple[str, Prop]]:
        """The types of what is assumed, read as propositions, with their texts."""
        return [(b.text, read(b.type)) for b in self.assumed if b.type]

    @cached_property
    def sense(self) -> Sense:
        """What is known inside the telescope."""
        reader, entry = self.reader, self.entry
        unfolder, results = _Unfolder(reader, entry), _Results(reader, entry)
        builds = partial(_built, reader, entry)
        odd = self._meanings.odd(entry)
        return Sense({}, unfolder, odd, results, builds).within(self.assumed)

    def laws(self) -> Iterator[Law]:
        """The laws that structures and classes among the binders bundle: `(r : Rot) : r.f x = x`,
        where Rot has the field `law : ∀ x, f x = x`."""
        for hypothesis in self.assumed:
            type_ = strip(hypothesis.type)
            named = self.reader.meaning(type_[0], self.entry) if type_ else []
            if len(named) == 1 and named[0].declaration.kind in ("structure", "class"):
                yield from self._laws(hypothesis, named[0], type_[1:])

    def _laws(self, hypothesis: Hypothesis, structure: Entry, given: Words) -> Iterator[Law]:
        fields = list(self.reader.fields(structure))
        own = Binder("(", tuple(name for name, _ in fields), ("_",))
        parameters = (*self.reader.statement(structure).binders, own)
        for one in hypothesis.names or ("_",):
            beside = {f"{one}.{name}": type_ for name, type_ in fields}
            arguments = arguments_for(parameters, (*given, *(f"{one}.{n}" for n in own.names)))
            if arguments is None:
                break
            for name, written in fields:
                law = read(self.reader.applied(written, arguments))
                yield Law(name, hypothesis, law, one != "_", beside)

    @property
    def is_stand_in(self) -> bool:
        """Whether it says nothing and makes no secret of it, as `n = n` and `p → p` do: worth a
        remark."""
        try:
            return is_bare(self.conclusion) or (
                is_logic(self.assumed, self.conclusion) and any(own_hypothesis.restated(self))
            )
        except (TooDeepError, RecursionError):
            return False

    # -- its words --

    @property
    def arguments(self) -> Sequence[Hypothesis | Binder]:
        """What is assumed; of a statement that is too deep to read, its binders."""
        try:
            return self.assumed
        except (TooDeepError, RecursionError):
            return self._statement.binders

    @property
    def concluded(self) -> Words:
        """The words behind the colon."""
        return self._statement.conclusion

    def own_names(self) -> Iterator[tuple[str, str, str]]:
        """Words for Lean's own that may mean a declaration of a project, its name, the project."""
        for word, other in self._meanings.own_names(self.entry, self._statement):
            yield word, other.ref.name, other.ref.project

    def own_notations(self) -> Iterator[Notation]:
        """Notation of the projects' in the statement whose signs are all Lean's own."""
        return self._meanings.own_notations(self.entry)

    def own_instances(self) -> Iterator[OwnInstance]:
        """Instances of the projects' that may give signs in the statement another meaning."""
        return (found for _, found in self._meanings.own_instances(self.entry))

    def default_numerals(self) -> Iterator[str]:
        """The default instances that may make numerals in the statement the projects' own."""
        return self._meanings.default_numerals(self.entry, self._statement)

    def misspelt(self) -> Iterator[tuple[str, str]]:
        """Words that nothing is called, with the name one letter away from each."""
        return self._meanings.misspelt(self.entry, self._statement)

    def partial_functions(self) -> Iterator[str]:
        """What is named in the statement, opaque since it is `partial`, and of a type that says
        nothing of what it is given."""
        return self._meanings.partial_functions(self.entry, self._statement)

    # -- what is found --

    def judge(self, mentions: Collection[str] = ()) -> tuple[Trouble, ...]:
        """Why it cannot carry a claim; or else what keeps text from telling what it says: what
        is certain first, one trouble a rule.  `mentions` are the constants of the kernel's type,
        where there is a record of it."""
        found: list[tuple[Rule, Hollow, bool | None]]
        try:
            found = [(r, h, None) for r, h in self._by_rules(certain=True)]
        except (TooDeepError, RecursionError):
            self.is_too_deep, found = True, []
        if not found and (self.part is None or self.part.statement is not None):
            weighed = ((r, h, h.is_so(mentions)) for r, h in self._by_rules(certain=False))
            found = [each for each in weighed if each[2] is not False]
            found.sort(key=lambda each: each[2] is not True)
        told: dict[str, Trouble] = {}
        for rule, hollow, is_so in found:
            told.setdefault(rule.id, self._trouble(rule, hollow, settled=is_so is True))
        self.found = tuple(told.values())
        return self.found

    def _by_rules(self, *, certain: bool) -> Iterator[tuple[Rule, Hollow]]:
        for reading in rules.OF_STATEMENTS:
            if reading.RULE.certain is certain:
                yield from ((reading.RULE, hollow) for hollow in reading.find(self))

    def _trouble(self, rule: Rule, hollow: Hollow, *, settled: bool) -> Trouble:
        one = self.entry.declaration
        lead = SAYS_LESS if rule.certain or settled else UNCLEAR
        words_, span = f"{lead}: {hollow.words}", Span(one.line, one.column, one.line, one.column)
        return Trouble(rule, self.entry.ref, KIND, words_, span, declaration=one, settled=settled)


SAYS_LESS, UNCLEAR = "states less than a claim can be", "states what text cannot tell"


class _Unfolder:
    """Unfolds an atom whose head is a definition of the project; its arguments take the place of
    the parameters."""

    def __init__(self, reader: Reader, entry: Entry) -> None:
        self.reader = reader
        self.entry = entry
        self._left = _LONGEST

    def __call__(self, words: Words, of_anything: bool) -> Prop | None:
        words = strip(words)
        if words[:2] == ("(", "fun"):  # applied on the spot
            end = closing(words, 0)
            return self._read(words[1:end], arguments_for((), words[end + 1 :]))
        if not words or not is_ident(words[0]):
            return None
        named = self.reader.meaning(words[0], self.entry)
        if len(named) != 1 or not _is_whole(words[0], named[0]):
            return None
        arguments = _anything(words[1:]) if of_anything else words[1:]
        if named[0].declaration.kind in ("structure", "class", "inductive"):
            return self._laws(named[0], arguments)
        value = self.reader.value(named[0])
        return self._read(value.words, arguments_for(value.binders, arguments)) if value else None

    def _read(self, written: Words, given: Arguments | None) -> Prop | None:
        """What words say with arguments in the place of parameters, None where there are none.
        Raises TooDeepError where definitions that double what they are given would unfold to more
        than anybody reads."""
        if given is None:
            return None
        applied = self.reader.applied(written, given)
        self._left -= len(applied)
        if self._left < 0:
            raise TooDeepError
        return read(applied)

    def _laws(self, entry: Entry, arguments: Words) -> Prop | None:
        """What a structure of laws says, all its fields at once; an inductive type without
        constructors says False, a proposition with one that asks for nothing says True."""
        declaration = entry.declaration
        if declaration.kind == "inductive":
            if not declaration.members and "|" not in self.reader.body(entry):
                return _FALSE
            return _TRUE if says_prop(declaration) and self._is_free(entry) else None
        fields = list(self.reader.fields(entry))
        if not says_prop(declaration) or len(fields) != len(declaration.members) - 1:
            return None  # data, or a field that is not as simple as `name : type`
        given = arguments_for(self.reader.statement(entry).binders, arguments)
        laws = [self._read(type_, given) for _, type_ in fields]
        said = [law for law in laws if law is not None]
        if len(said) < len(laws):
            return None
        inherited = (Prop("atom", left=(word,)) for word in declaration.parents)
        return Prop("and", (_TRUE, *said, *inherited))

    def _is_free(self, entry: Entry) -> bool:
        """Whether a constructor of an inductive proposition takes nothing but the parameters."""
        own, rest = binders(words(entry.declaration.statement))
        whole = (entry.ref.name.rpartition(".")[2], *(n for b in own for n in b.names))
        body = self.reader.body(entry)
        starts = [at for at, word in enumerate(body) if word == "|"]
        ends = [*starts[1:], len(body)]
        return rest == [":", "Prop"] and any(
            body[start + 2 : end] in ((), (":", *whole))
            for start, end in zip(starts, ends, strict=True)
        )


def _built(reader: Reader, entry: Entry, word: str) -> str:
    """The inductive type that a word is a constructor of; "" for none."""
    named = reader.meaning(word, entry) if is_ident(word) and "«" not in word else []
    if len(named) != 1 or named[0].declaration.kind != "inductive":
        return ""
    declaration = named[0].declaration
    is_one = any(halves(m)[1] == word.rpartition(".")[2] for m in declaration.members)
    return "" if says_prop(declaration) or not is_one else named[0].ref.name


class _Results:
    """The type of what the project defines, applied to all its arguments."""

    def __init__(self, reader: Reader, entry: Entry) -> None:
        self.reader = reader
        self.entry = entry

    def __call__(self, term: Words) -> Words:
        named = self.reader.meaning(term[0], self.entry) if is_ident(term[0]) else []
        if len(named) != 1 or named[0].declaration.kind != "def":
            return ()
        statement = self.reader.statement(named[0])
        taken = sum(len(b.names) for b in statement.binders if b.bracket == "(")
        given = list(arguments_of(term[1:]))
        simple = len(statement.conclusion) == 1 and len(given) == taken
        return statement.conclusion if simple and _are_terms(given) else ()


def _are_terms(arguments: Iterable[Words]) -> bool:
    return all(a[0] == "(" or is_ident(a[0]) or is_numeral(a[0]) for a in arguments)


def _is_whole(word: str, entry: Entry) -> bool:
    """Whether a word names the declaration itself, not a part or a field of it."""
    return entry.ref.name.rpartition(".")[2] == word.rpartition(".")[2]


def _anything(arguments: Words) -> Words:
    """As many arguments, each one that nothing else is."""
    return tuple(f"any{MARK}{MARK}{at}" for at, _ in enumerate(arguments_of(arguments)))


_LONGEST = 100_000  # words that the definitions behind one statement may unfold to
_TRUE, _FALSE = (Prop("atom", left=(word,)) for word in ("True", "False"))
