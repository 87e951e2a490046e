"""Reads statements and definitions from source text: binders, conclusions, values, assumptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from indexer.base.closures import bits
from indexer.judge.records import Assumption
from indexer.lean.records import Declaration
from indexer.lean.syntax.lexer import is_ident
from indexer.names.resolver import Resolver, Spot
from indexer.names.table import Entry
from indexer.scan.records import Ref
from indexer.terms.fingerprint import Variables
from indexer.terms.propositions import Prop, read, strip, without_default
from indexer.terms.sense import arguments_of
from indexer.terms.telescope import (
    BINDER_BRACKETS,
    Apart,
    Binder,
    Words,
    binders,
    laid_out,
    pairs,
    spelled,
    words,
)
from indexer.usegraph.graph import Uses
from indexer.usegraph.resolvers import Resolvers

Sources = Callable[[Ref], str | None]
"""The text of the module a declaration stands in, None when it cannot be had."""

_RELATIONS = frozenset("= ≠ ≤ < ≥ > ∈ ∉ ⊆ ∣ ↔ ∧ ∨ ¬ ∀ ∃ ⟂ ≃ ≡ ->".split())


def no_sources(_ref: Ref) -> str | None:
    """Nothing can be had."""
    return None


@dataclass(frozen=True, slots=True)
class Statement:
    """What is assumed and what is said: `variable`s first, then the statement's own binders."""

    binders: tuple[Binder, ...]
    conclusion: Words


@dataclass(frozen=True, slots=True)
class Value:
    """What can be put in the place of a name and its arguments: the binders before the colon, those
    of `variable` first, and the words it stands for."""

    binders: tuple[Binder, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class Arguments:
    """What is given for the names that binders bind, None for one that is not written; and what is
    given beyond them.  Made once for all that speaks of these names."""

    of: Mapping[str, Words | None]
    rest: Sequence[Words]


def arguments_for(taken: Iterable[Binder], written: Words) -> Arguments | None:
    """The arguments that are written for some binders; None where there are too few, or where they
    are not given one by one."""
    if not _ONE_BY_ONE.isdisjoint(written):
        return None
    given = list(arguments_of(written))
    bound = [(name, b.bracket == "(") for b in taken for name in b.names]
    size = sum(is_written for _, is_written in bound)
    if len(given) < size:
        return None
    each = iter(given)
    of = {name: next(each) if is_written else None for name, is_written in bound}
    return Arguments({name: of[name] for name in of if is_ident(name)}, given[size:])


class Reader:
    """Reads the declarations of one index, each thing once."""

    def __init__(self, uses: Uses, sources: Sources = no_sources) -> None:
        self.uses = uses
        self.sources = sources
        self._resolvers = Resolvers(uses.table)
        self._statements: dict[Entry, Statement] = {}
        self._meanings: dict[tuple[str, Entry], list[Entry]] = {}
        self._values: dict[Entry, Value | None] = {}
        self._abroad: dict[int, bool] = {}
        self._spots: dict[Entry, Spot] = {}
        self.apart = Apart()

    def statement(self, entry: Entry) -> Statement:
        """A statement's binders and conclusion, as written."""
        if entry not in self._statements:
            self._statements[entry] = self._read(entry)
        return self._statements[entry]

    def _read(self, entry: Entry) -> Statement:
        declaration = entry.declaration
        own, rest = binders(words(declaration.statement))
        taken = self._in_force(entry).of(declaration)
        conclusion = rest[1:] if rest[:1] == [":"] else rest
        return Statement(tuple(map(_assumed, (*taken, *own))), tuple(conclusion))

    def telescope(self, entry: Entry) -> Prop:
        """The same as one proposition, bound names told apart.  Raises TooDeepError."""
        return self.telescope_of(self.statement(entry), laid_out(entry.declaration.statement))

    def telescope_of(self, statement: Statement, own: Words = ()) -> Prop:
        """A statement as one proposition; its conclusion is taken from the `own` words of it, if
        given, which keep the lines apart."""
        _, rest = binders(own)
        conclusion = tuple(rest[1:]) if rest[:1] == [":"] else statement.conclusion
        if not conclusion:
            return Prop("atom")
        listed = [w for b in statement.binders for w in b.words]
        telescope = ("∀", *listed, ",", *conclusion) if listed else conclusion
        return read(self.apart(spelled(telescope)))

    def _in_force(self, entry: Entry) -> Variables:
        """The `variable`s of a declaration's module."""
        return self._resolvers.variables(entry.number)

    def meaning(self, word: str, entry: Entry) -> list[Entry]:
        """The declarations that a word, written in the statement or body of `entry`, names."""
        if (word, entry) not in self._meanings:
            self._meanings[word, entry] = self._resolved(word, entry) if is_ident(word) else []
        return self._meanings[word, entry]

    def sees_other_packages(self, entry: Entry) -> bool:
        """Whether a declaration may use names of packages that are not at hand."""
        visibility = self.uses.table.visibility
        here = entry.number
        if here not in self._abroad:
            seen = (visibility.modules[number][1] for number in bits(visibility.seen(here)))
            imported = {i.name for module in seen for i in module.imports}
            own = {module.name for _, module in visibility.modules}
            self._abroad[here] = any(n.split(".")[0] not in _LEANS for n in imported - own)
        return self._abroad[here]

    def where_default(self, entry: Entry) -> int:
        """The bit set of the modules that make an instance a default one for all that see them, by
        an attribute before or behind it."""
        found = self._defaults.get(entry.ref.name.rpartition(".")[2], 0)
        is_marked = any("default_instance" in text for text in entry.declaration.attributes)
        return found | 1 << entry.number if is_marked else found

    @cached_property
    def _defaults(self) -> Mapping[str, int]:
        """The last components of the names in every `attribute [default_instance] …`, with the
        modules in which that stands."""
        found: dict[str, int] = defaultdict(int)
        for number, (_, module) in enumerate(self.uses.table.visibility.modules):
            for scope in module.scopes:
                if scope.kind == "attribute" and "default_instance" in scope.text:
                    for name in scope.text.partition("]")[2].split():
                        found[name.rpartition(".")[2]] |= 1 << number
        return found

    def _resolved(self, word: str, entry: Entry) -> list[Entry]:
        return list(self._resolver(entry).resolve(word, self._spot(entry)).named)

    def activates(self, namespace: str, entry: Entry) -> bool:
        """Whether what is `scoped` in a namespace is in force where a declaration stands."""
        return self._resolver(entry).activates(namespace, self._spot(entry))

    def _resolver(self, entry: Entry) -> Resolver:
        return self._resolvers.of(entry.number)

    def _spot(self, entry: Entry) -> Spot:
        """The place of a declaration."""
        if entry not in self._spots:
            declaration = entry.declaration
            stated = declaration.statement_names
            opens = stated if "open" in stated else ()
            spot = Spot(declaration.scope, declaration.start, entry.ref.name, opens=opens)
            self._spots[entry] = spot
        return self._spots[entry]

    def text(self, entry: Entry) -> str:
        """A declaration's body as written; "" when the source cannot be had."""
        text = self.sources(entry.ref)
        return "" if text is None else text[entry.declaration.body : entry.declaration.end]

    def body(self, entry: Entry) -> Words:
        """The words of a declaration's body; () when the source cannot be had."""
        return words(self.text(entry))

    def value(self, entry: Entry) -> Value | None:
        """What a `def … := …` stands for; None for anything that is not as simple."""
        if entry not in self._values:
            self._values[entry] = self._value(entry)
        return self._values[entry]

    def _value(self, entry: Entry) -> Value | None:
        if entry.declaration.kind != "def":
            return None
        body = self.body(entry)
        stands_for = _one_for_all(body) if body[:1] == ("|",) else body[1:]
        if body[:1] not in ((":=",), ("|",)) or not _UNREAD.isdisjoint(stands_for):
            return None
        found = without_proof_of_end(stands_for)
        return Value(self.statement(entry).binders, found) if found else None

    def applied(self, written: Words, given: Arguments) -> Words:
        """Words with arguments in the place of the parameters that they mention, and of what a
        leading `fun` takes; nothing in them can be captured."""
        heads = dict.fromkeys(word.partition(".")[0] for word in written)
        names = [name for name in heads if name in given.of]
        head = ("∀", "(", *names, ":", "_", ")", ",") if names else ()
        opened = self.apart((*head, *spelled(written)))
        body, rest = opened[len(head) :], given.rest
        told_apart = zip(opened[2 : len(names) + 2], map(given.of.get, names), strict=True)
        meant = {new: argument for new, argument in told_apart if argument is not None}
        while rest and body[:1] == ("fun",) and "=>" in body:
            arrow = body.index("=>")
            taken = _names_taken(body[1:arrow])
            if not taken or len(taken) > len(rest):
                break
            meant |= dict(zip(taken, rest, strict=False))
            body, rest = body[arrow + 1 :], rest[len(taken) :]
        found = put(meant, body)
        if not rest or found in (("True",), ("False",)):
            return found
        found = found if len(found) == 1 else ("(", *found, ")")
        return (*found, *(w for argument in rest for w in argument))

    # -- assumptions --

    def assumptions(self, entry: Entry) -> Iterator[Assumption]:
        """What a statement takes for granted: hypotheses and instance assumptions as written, and
        the laws that structures among them bundle."""
        for binder in self.statement(entry).binders:
            if binder.bracket == "[":
                yield Assumption("instance", binder.text)
            elif self._is_prop(binder, entry):
                yield Assumption("hypothesis", binder.text)
            yield from self._bundled(binder, entry)

    def _is_prop(self, binder: Binder, entry: Entry) -> bool:
        """Whether a binder's type reads like a proposition: it holds a relation or a quantifier, it
        is headed by something whose own type is `Prop`, or its name is one that people give to
        hypotheses."""
        if not binder.type:
            return False
        if self.is_law(binder.type, entry):
            return True
        if self.meaning(strip(binder.type)[0], entry):
            return False
        return bool(binder.names) and all(n.startswith("h") and len(n) <= 4 for n in binder.names)

    def is_law(self, type_: Words, entry: Entry) -> bool:
        """Whether a type reads like a proposition: it holds a relation or a quantifier, or it is
        headed by something whose own type is `Prop`."""
        if not _RELATIONS.isdisjoint(type_):
            return True
        head = strip(type_)[:1]
        named = self.meaning(head[0], entry) if head else []
        return len(named) == 1 and says_prop(named[0].declaration)

    def _bundled(self, binder: Binder, entry: Entry) -> Iterator[Assumption]:
        head = strip(binder.type)[:1]
        named = self.meaning(head[0], entry) if head else []
        if len(named) == 1 and named[0].declaration.kind in ("structure", "class"):
            for name, type_ in self.fields(named[0]):
                if not _RELATIONS.isdisjoint(type_):
                    yield Assumption("bundled", f"{named[0].ref.name}.{name} : {' '.join(type_)}")

    def fields(self, entry: Entry) -> Iterator[tuple[str, Words]]:
        """The fields of a structure with their types, as far as they are written `name : type`;
        a law is quantified over what it takes before its colon."""
        body = self.body(entry)
        pair = pairs(body)
        names = {m.rpartition(".")[2] for m in entry.declaration.members}
        at = 0
        while at < len(body):
            start = at
            while at < len(body) and body[at] in names:
                at += 1
            colon = _after_binders(body, pair, at)
            if at > start and body[colon : colon + 1] == (":",):
                end = self._field_end(body, pair, colon + 1, names)
                type_ = body[colon + 1 : end]
                if colon > at and self.is_law(type_, entry):
                    type_ = ("∀", *body[at:colon], ",", *type_)
                for name in body[start:at]:
                    yield name, type_
                at = end
            else:
                at = max(at, start + 1)

    def _field_end(self, body: Words, pair: list[int], at: int, names: set[str]) -> int:
        """Where a field's type ends: at its default, or where the next field begins."""
        while at < len(body):
            word = body[at]
            if pair[at] > at:
                at = pair[at] + 1
                continue
            if word in (":=", "deriving") or (
                word in names and _begins_field(body, pair, at, names)
            ):
                return at
            at += 1
        return at


def _begins_field(body: Words, pair: list[int], at: int, names: set[str]) -> bool:
    while at < len(body) and body[at] in names:
        at += 1
    colon = _after_binders(body, pair, at)
    return body[colon : colon + 1] == (":",)


def _after_binders(body: Words, pair: list[int], at: int) -> int:
    """The place after the bracketed binders that begin at one."""
    while at < len(body) and body[at] in BINDER_BRACKETS and pair[at] > at:
        at = pair[at] + 1
    return at


def says_prop(declaration: Declaration) -> bool:
    """Whether a definition's own type is `… → Prop`."""
    return words(declaration.statement)[-1:] == ("Prop",)


_BINDING = frozenset("∀ ∃ ∃! fun λ Σ Π let ∑ ∏ ⋃ ⋂ match |".split())


def bound_inside(written: Words) -> set[str]:
    """Names that quantifiers, functions and patterns inside some words bind, taken generously."""
    found: set[str] = set()
    binding = naming = False
    for word in written:
        if word in _BINDING:
            binding = naming = True
        elif word in (",", "=>", "↦", ":="):
            binding = False
        elif word in ("(", "{", "[", "⦃", "⟨"):
            naming = True
        elif word in (":", "∈", "<", ">", "≤", "≥"):
            naming = False  # what follows is a type or a bound
        elif binding and naming and is_ident(word):
            found.add(word)
    return found


def _assumed(binder: Binder) -> Binder:
    return Binder(binder.bracket, binder.names, without_default(binder.type))


def _names_taken(head: Words) -> Words:
    """The names that `fun x y`, `fun x : T` or `fun (x : T)` takes; () for patterns."""
    if head[:1] == ("(",):
        own, rest = binders(head)
        return () if rest else tuple(name for b in own for name in b.names)
    names = head[: head.index(":")] if ":" in head else head
    return names if all(is_ident(n) or n == "_" for n in names) else ()


def put(given: Mapping[str, Words], written: Words) -> Words:
    """Words with arguments in the place of names, also of those in `x.field`."""
    return tuple(w for word in written for w in _instead(given, word)) if given else written


def _instead(given: Mapping[str, Words], word: str) -> Words:
    head, dot, field = word.partition(".")
    argument = given.get(head)
    if argument is None:
        return (word,)
    if not dot:
        return argument if len(argument) == 1 or argument[0] == "(" else ("(", *argument, ")")
    if len(argument) == 1 and is_ident(argument[0]):
        return (f"{argument[0]}.{field}",)
    return ("(", *argument, ")", f".{field}")


def _one_for_all(body: Words) -> Words:
    """What all alternatives of a definition say, if they say the same and it is `True` or
    `False`."""
    pair = pairs(body)
    said: set[Words] = set()
    at, start = 0, 0
    while at <= len(body):
        if at == len(body) or body[at] == "|":
            part = body[start:at]
            arrow = next((n for n, w in enumerate(part) if w in ("=>", "↦")), len(part))
            said.add(part[arrow + 1 :])
            start = at + 1
        at = (pair[at] if at < len(body) and pair[at] > at else at) + 1
    said.discard(())
    return said.pop() if len(said) == 1 and said <= {("True",), ("False",)} else ()


_LEANS = frozenset({"Init", "Std", "Lean"})
_UNREAD = frozenset("match by do if".split())
_ONE_BY_ONE = frozenset({":=", "@", "<|", "$", "▸", "|>", "|>."})


_ENDINGS = frozenset("termination_by decreasing_by partial_fixpoint where deriving".split())


def without_proof_of_end(body: Words) -> Words:
    """A definition without what shows that it ends, which says nothing of what it is."""
    depth = 0
    for at, word in enumerate(body):
        depth += (word in "([{⟨") - (word in ")]}⟩")
        if depth == 0 and word in _ENDINGS and word not in ("where", "deriving"):
            return body[:at]
    return body
