"""Statements that say less than they seem to: empty conclusions, hypotheses that nothing can meet,
words that do not mean what they usually mean.

Only what is plain is found; a statement that passes may still be empty.  Nothing here looks at
proofs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.base.suggestions import near
from indexer.judge.reading import Reader, Statement, Value, bound_inside, says_prop
from indexer.judge.records import Assumption
from indexer.lean import library
from indexer.lean.syntax.lexer import is_ident
from indexer.names.automation import Instance
from indexer.names.notation import Notation
from indexer.names.resolver import Entry, scope_chain
from indexer.scan.records import Ref
from indexer.terms.fingerprint import options_in_force
from indexer.terms.propositions import (
    Hypothesis,
    Key,
    Prop,
    Sense,
    TooDeepError,
    arguments_of,
    closing,
    conflict,
    conjuncts,
    is_bare,
    is_false,
    is_instance,
    is_true,
    key,
    one_by_one,
    read,
    strip,
)
from indexer.terms.telescope import MARK, Binder, Words, binders, is_numeral, plain, words
from indexer.usegraph.uses import stays_folded

LEAD = "it states less than a claim can be: "
DOUBT = "text cannot tell what it states: "


@dataclass(frozen=True, slots=True)
class Doubt:
    """What may be another thing in a statement than it seems.  The kernel's type settles it where
    it mentions one of `own` (then it is so) or must mention some if it is not so."""

    reason: str
    own: frozenset[str] = frozenset()
    leans: frozenset[str] = frozenset()

    def settled(self, mentions: frozenset[str]) -> bool | None:
        """Whether it is so, by the constants of a statement's type; None where these do not
        tell."""
        if not self.own.isdisjoint(mentions):
            return True
        if self.leans:
            return None if self.leans <= mentions else True
        return False if self.own else None


def judged(
    reader: Reader,
    entry: Entry,
    statement: Statement | None = None,
    mentions: frozenset[str] | None = None,
) -> tuple[str | None, str | None]:
    """Why a theorem's statement (or that of a part of it, where given) cannot carry a claim, and
    what keeps text from telling what it says: each a sentence, or None when there is nothing.
    `mentions` are the constants of the kernel's type, where there is a record of it."""
    try:
        telescope = reader.telescope_of(statement) if statement else reader.telescope(entry)
        short = next((LEAD + reason for reason in _empty(reader, entry, telescope)), None)
    except (TooDeepError, RecursionError):
        return None, DOUBT + "it nests deeper, or unfolds to more, than is read"
    for doubt in _doubts(reader, entry) if short is None else ():
        is_so = None if mentions is None else doubt.settled(mentions)
        if is_so:
            return LEAD + doubt.reason, None
        if is_so is None:
            return None, DOUBT + doubt.reason
    return short, None


def _doubts(reader: Reader, entry: Entry) -> Iterator[Doubt]:
    """What honest code never does, and what may be a slip."""
    statement = reader.statement(entry)
    yield from _shadowed(reader, entry, statement)
    yield from _renotated(reader, entry)
    yield from _reinstated(reader, entry)
    yield from map(Doubt, _misspelt(reader, entry, statement))


def remarks(reader: Reader, entry: Entry) -> Iterator[Assumption]:
    """What a reader has to believe of signs and names: those that may be the project's own."""
    written = dict.fromkeys(_own_meanings(reader, entry))
    yield from (Assumption("meaning", text) for text in written)


def is_stand_in(reader: Reader, entry: Entry) -> bool:
    """Whether a theorem says nothing and makes no secret of it, as `n = n` does: worth a remark."""
    try:
        telescope = reader.telescope(entry)
    except (TooDeepError, RecursionError):
        return False
    return is_bare(telescope.parts[0] if telescope.kind == "all" else telescope)


# --- empty statements -----------------------------------------------------------------------------


def _empty(reader: Reader, entry: Entry, telescope: Prop) -> Iterator[str]:
    assumed, conclusion = (
        (telescope.binders, telescope.parts[0]) if telescope.kind == "all" else ((), telescope)
    )
    if conclusion == Prop("atom"):
        return
    outside = Sense({}, _Unfolder(reader, entry), _odd(reader, entry), _Results(reader, entry))
    sense = outside.within(assumed)
    hypotheses = [(b.text, read(b.type)) for b in assumed if b.type]
    yield from _restates(hypotheses, conclusion, sense)
    yield from _generalizes(list(one_by_one(assumed)), conclusion)
    if is_true(conclusion, sense):
        yield f"its conclusion is `{shown(conclusion)}`, which is true of anything"
    yield from _unmet(hypotheses, sense)
    for hypothesis in assumed:
        yield from _bundles(reader, entry, hypothesis, conclusion, sense)


def _unmet(hypotheses: list[tuple[str, Prop]], sense: Sense) -> Iterator[str]:
    for text, prop in hypotheses:
        if is_false(prop, sense):
            yield f"nothing can meet its hypothesis `{text}`"
    single = [p for _, prop in hypotheses for p in conjuncts([prop])]
    found = conflict(single, sense)
    if found:
        yield f"nothing can meet its hypotheses `{shown(found[0])}` and `{shown(found[1])}` at once"
    empty = {strip(p.left[1:]) for p in single if p.kind == "atom" and p.left[:1] == ("IsEmpty",)}
    for type_ in sense.types.values() if empty else ():
        if strip(type_) in empty:
            said = " ".join(map(plain, type_))
            yield f"it takes an element of `{said}`, which it assumes to be empty"


def _bundles(
    reader: Reader, entry: Entry, hypothesis: Hypothesis, conclusion: Prop, sense: Sense
) -> Iterator[str]:
    """A structure or class among the binders, one of whose fields nothing can fill, or is what is
    concluded: `(r : Rot) : r.f x = x`, where Rot has the field `law : ∀ x, f x = x`."""
    type_ = strip(hypothesis.type)
    named = reader.meaning(type_[0], entry) if type_ else []
    if len(named) != 1 or named[0].declaration.kind not in ("structure", "class"):
        return
    fields = list(reader.fields(named[0]))
    binders = reader.statement(named[0]).binders
    own = Binder("(", tuple(name for name, _ in fields), ("_",))
    for one in hypothesis.names or ("_",):
        theirs = tuple(f"{one}.{name}" for name, _ in fields)
        for name, written in fields:
            law = reader.applied(Value((*binders, own), written), (*type_[1:], *theirs))
            if law is None:
                break
            if is_false(read(law), sense):
                yield f"nothing can fill the field {name} of its assumption `{hypothesis.text}`"
            if one != "_" and is_instance(conclusion, read(law)):
                yield f"its conclusion is the field {name} of its assumption `{hypothesis.text}`"


def _restates(hypotheses: list[tuple[str, Prop]], conclusion: Prop, sense: Sense) -> Iterator[str]:
    def parts(prop: Prop) -> Iterator[Key]:
        return (key(p) for p in conjuncts([prop]))

    given = {k: text for text, prop in hypotheses for k in parts(prop)}
    given |= {k: text for text, prop in hypotheses for k in parts(_unfolded(prop, sense))}
    for said in (conclusion, _unfolded(conclusion, sense)):
        wanted = list(parts(said))
        if all(k in given for k in wanted):
            yield f"its conclusion is its own hypothesis `{given[wanted[0]]}`"


def _generalizes(assumed: Sequence[Hypothesis], conclusion: Prop) -> Iterator[str]:
    """A conclusion that is, with the last names before it, what a hypothesis says of all: in
    `(h : ∀ x, f x ≤ x) : ∀ y, f y ≤ y` one telescope holds both."""
    for at, hypothesis in enumerate(assumed):
        law = read(hypothesis.type)
        size = len(list(one_by_one(law.binders))) if law.kind == "all" else 0
        if not 0 < size < len(assumed) - at:
            continue
        last = assumed[-size:]
        whole = Prop("all", (conclusion,), binders=tuple(last))
        if key(whole) == key(law):
            yield f"its conclusion is its own hypothesis `{hypothesis.text}`"


def _unfolded(prop: Prop, sense: Sense) -> Prop:
    """An atom's definition, a few steps deep."""
    for _ in range(3):
        inner = sense.unfold(prop.left, False) if prop.kind == "atom" else None
        if inner is None:
            break
        prop = inner
    return prop


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
            return self._read(Value((), words[1:end]), words[end + 1 :])
        if not words or not is_ident(words[0]):
            return None
        named = self.reader.meaning(words[0], self.entry)
        if len(named) != 1 or not _is_whole(words[0], named[0]):
            return None
        arguments = _anything(words[1:]) if of_anything else words[1:]
        if named[0].declaration.kind in ("structure", "class", "inductive"):
            return self._laws(named[0], arguments)
        value = self.reader.value(named[0])
        return self._read(value, arguments) if value else None

    def _read(self, value: Value, arguments: Words) -> Prop | None:
        """What a value applied to arguments says.  Raises TooDeepError where definitions that
        double what they are given would unfold to more than anybody reads."""
        applied = self.reader.applied(value, arguments)
        if applied is None:
            return None
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
        binders = self.reader.statement(entry).binders
        laws = [self._read(Value(binders, type_), arguments) for _, type_ in fields]
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


def shown(prop: Prop) -> str:
    """A proposition for people."""
    match prop.kind:
        case "atom":
            return _said(prop.left)
        case "rel":
            return f"{_said(prop.left)} {prop.op} {_said(prop.right)}"
        case "not":
            return f"¬ {shown(prop.parts[0])}"
        case "all":
            assumed = "".join(_before(b) for b in prop.binders)
            return assumed + shown(prop.parts[0])
        case "ex":
            listed = ", ".join(f"∃ {_bound_as(b)}" for b in prop.binders if b.names)
            return f"{listed}, {shown(prop.parts[0])}"
        case kind:
            return f" {_SIGNS[kind]} ".join(map(shown, prop.parts))


_SIGNS = {"and": "∧", "or": "∨", "iff": "↔"}


def _before(hypothesis: Hypothesis) -> str:
    if not hypothesis.names:
        return f"{_said(hypothesis.type)} → "
    return f"∀ {_bound_as(hypothesis)}, "


def _bound_as(hypothesis: Hypothesis) -> str:
    type_ = f" : {_said(hypothesis.type)}" if hypothesis.type else ""
    return " ".join(map(plain, hypothesis.names)) + type_


def _said(words: Words) -> str:
    return " ".join(map(plain, words))


# --- words that do not mean what they usually mean ------------------------------------------------

_CORE_NAMES = frozenset(
    "Nat Int Rat Real Bool Fin List Array String Char Unit Empty True False And Or Not Iff Eq Ne "
    "HEq Exists Prod Sum Subtype Option ℕ ℤ ℚ ℝ ℂ Complex Set Finset Continuous Prime "
    "Function.Injective Function.Surjective Function.Bijective LE.le LT.lt".split()
)
_CORE_SYMBOLS = frozenset("= ≠ < > ≤ ≥ ∧ ∨ ¬ ↔ → ∀ ∃ + - * / ^ ∈ ∉ ⊆ ∣ %".split())
_CLASS_SYMBOLS = {
    "LE": "≤≥",
    "LT": "<>",
    "Add": "+",
    "HAdd": "+",
    "Mul": "*",
    "HMul": "*",
    "Sub": "-",
    "HSub": "-",
    "Neg": "-",
    "Div": "/",
    "HDiv": "/",
    "Mod": "%",
    "HMod": "%",
    "Pow": "^",
    "HPow": "^",
    "Dvd": "∣",
    "Membership": "∈∉",
    "HasSubset": "⊆",
    "OfNat": "0123456789",
    "BEq": "=",
    "SMul": "•",
    "HSMul": "•",
    "Inv": "⁻",
    "Zero": "0",
    "One": "1",
    **dict.fromkeys("Preorder PartialOrder LinearOrder".split(), "≤<≥>"),
    **dict.fromkeys("Coe CoeFun CoeOut CoeTail CoeHead CoeT CoeSort NatCast IntCast".split(), ""),
    **dict.fromkeys("Max Min".split(), ""),
}


def _all_words(statement: Statement) -> Words:
    return (*(w for b in statement.binders for w in b.type), *statement.conclusion)


def _bound(statement: Statement) -> set[str]:
    return {n for b in statement.binders for n in b.names}


def _shadowed(reader: Reader, entry: Entry, statement: Statement) -> Iterator[Doubt]:
    """A name that every reader takes for Lean's own, and that means something of the project's."""
    for word, other in _own_names(reader, entry, statement):
        if word in _NEVER_OWN:
            reason = f"`{word}` in it is {other.ref.name} of {other.ref.project}, not Lean's"
            yield Doubt(reason, frozenset({other.ref.name}))


def _own_names(reader: Reader, entry: Entry, statement: Statement) -> Iterator[tuple[str, Entry]]:
    bound = _bound(statement)
    for word in dict.fromkeys(_all_words(statement)):
        if word in _CORE_NAMES and word not in bound:
            yield from ((word, other) for other in reader.meaning(word, entry))


def _renotated(reader: Reader, entry: Entry) -> Iterator[Doubt]:
    """A sign of Lean's own that notation of the project gives another meaning."""
    for _, notation in _own_notation(reader, entry):
        signs = {w for w in notation.terms if not is_numeral(w[:1])}
        if signs <= _CORE_SYMBOLS | _NEVER_OWN and not _spells_out(notation):
            listed = ", ".join(f"`{s}`" for s in sorted(notation.terms))
            reason = f"the project's own {notation.word} gives {listed} in it another meaning"
            known = signs <= _BEHIND_SIGNS.keys()
            behind = frozenset(_BEHIND_SIGNS[s] for s in signs) if known else frozenset[str]()
            yield Doubt(reason, leans=behind)


def _spells_out(notation: Notation) -> bool:
    """Whether a macro only says which of Lean's own functions a sign stands for, as
    `macro_rules | `($x ^ $y) => `(HPow.hPow $x $y)` does."""
    named = {w for w in notation.names if "." in w}
    meant = {_BEHIND_SIGNS.get(sign, "") for sign in notation.terms}
    written = words(notation.text)
    places = [b for a, b in pairwise(written) if a == "$" and is_ident(b)]
    half = len(places) // 2
    return named == meant and 0 < half <= _ARGUMENTS and places[:half] == places[half:]


_ARGUMENTS = 2  # of a sign
_BEHIND_SIGNS = {
    "+": "HAdd.hAdd", "-": "HSub.hSub", "*": "HMul.hMul", "/": "HDiv.hDiv", "%": "HMod.hMod",
    "^": "HPow.hPow", "≤": "LE.le", "<": "LT.lt", "∈": "Membership.mem", "∣": "Dvd.dvd",
    "=": "Eq", "≠": "Ne", "∧": "And", "∨": "Or", "¬": "Not", "↔": "Iff",
}  # fmt: skip


def _own_notation(reader: Reader, entry: Entry) -> Iterator[tuple[Ref, Notation]]:
    """Notation in a statement whose signs are all Lean's own."""
    for ref, kind in reader.uses.named_uses(entry.ref):
        notation = reader.uses.notations.get(ref)
        if notation is None or kind != "statement" or not notation.expansion:
            continue
        signs = {w for w in notation.terms if not is_numeral(w)}
        if notation.terms and signs <= _CORE_SYMBOLS | _CORE_NAMES and not _is_longer(notation):
            yield ref, notation


def _is_longer(notation: Notation) -> bool:
    """Whether a sign of Lean's own only begins one of the project's, as in `$φ/[$terms,*]`."""
    return any(a in notation.terms and b == "[" for a, b in pairwise(words(notation.text)))


def _reinstated(reader: Reader, entry: Entry) -> Iterator[Doubt]:
    """An instance of one of Lean's own classes for one of Lean's own types, or for all types: a
    sign in the statement may mean that one.  A coercion counts where it makes propositions."""
    for instance, types in _own_instances(reader, entry):
        coerces = instance.type_class in _COERCIONS
        few = "Prop" in types if coerces else len(types) <= 1
        if few and types <= _CORE_TYPES and _is_plain(reader, instance):
            name = instance.entry.ref.name
            reason = f"the project's own instance {name} may give signs in it another meaning"
            known = frozenset() if instance.entry.declaration.approximate else frozenset({name})
            yield Doubt(reason, known)


def _is_plain(reader: Reader, instance: Instance) -> bool:
    """Whether an instance is about single types, `Nat` or any `α`: one about functions, products,
    what is applied to something, or what a structure holds is nobody's trick."""
    statement = reader.statement(instance.entry)
    types = {name: b.type for b in statement.binders for name in b.names}
    written = strip(statement.conclusion[1:])
    if any(types.get(w, ("Type",))[:1] not in (("Type",), ("Sort",), ()) for w in written):
        return False
    return all(is_ident(w) or is_numeral(w) for w in written)


def _own_instances(reader: Reader, entry: Entry) -> Iterator[tuple[Instance, frozenset[str]]]:
    """Instances of classes behind Lean's own signs, about Lean's own types, where such a sign is
    written."""
    text = entry.declaration.statement
    for instance in reader.uses.instances:
        signs = _CLASS_SYMBOLS.get(instance.type_class)
        if instance.anchors or signs is None or not reader.uses.table.sees(entry, instance.entry):
            continue
        types = _core_types(reader, instance)
        if types is not None and (any(s in text for s in signs) if signs else bool(types)):
            yield instance, types


def _own_meanings(reader: Reader, entry: Entry) -> Iterator[str]:
    """Signs and names of a statement that may be the project's own, and where that stands."""
    statement = reader.statement(entry)
    for word, other in _own_names(reader, entry, statement):
        yield f"may use the project's own `{word}`: {_place(other)}"
    for _, notation in _own_notation(reader, entry):
        listed = ", ".join(f"`{s}`" for s in sorted(notation.terms))
        line = notation.module.scopes[notation.scope].line
        yield f"may use the project's own {listed}: {notation.module.path}:{line}"
    written = set(_all_words(statement))
    for instance, types in _own_instances(reader, entry):
        signs = _CLASS_SYMBOLS[instance.type_class]
        if types <= written:
            said = [s for s in signs if s in entry.declaration.statement]
            what = (
                f"`{said[0]}`" if said else f"{instance.type_class} of {', '.join(sorted(types))}"
            )
            yield f"may use the project's own {what}: {_place(instance.entry)}"


def _place(entry: Entry) -> str:
    return f"{entry.module.path}:{entry.declaration.line}"


def _odd(reader: Reader, entry: Entry) -> frozenset[str]:
    """Signs that instances in sight give a meaning of their own, which need not be a law, and
    names that are the project's."""
    found: set[str] = set()
    for instance in reader.uses.instances:
        signs = _RELATION_CLASSES.get(instance.type_class)
        if signs and signs not in found and reader.uses.table.sees(entry, instance.entry):
            found.add(signs)
    found.update(w for w in _EMPTY_NAMES if reader.meaning(w, entry))
    return frozenset(found)


_RELATION_CLASSES = {"LE": "≤", "LT": "<", "HasSubset": "⊆", "HasSSubset": "⊂", "Dvd": "∣"}
_EMPTY_NAMES = frozenset(
    "Empty PEmpty False True Fin Fact NeZero Nonempty Inhabited PLift Subtype IsEmpty".split()
)
_COERCIONS = frozenset("Coe CoeFun CoeOut CoeTail CoeHead CoeT CoeSort NatCast IntCast".split())
_CORE_TYPES = frozenset("Nat Int Rat Real Bool String Char Float ℕ ℤ ℚ ℝ ℂ Complex Prop".split())
_NEVER_OWN = frozenset(
    "Nat True False And Or Not Iff Eq Ne HEq Exists ℕ ℤ ℚ ℝ ℂ LE.le LT.lt".split()
)


def _core_types(reader: Reader, instance: Instance) -> frozenset[str] | None:
    """The types of Lean's own that an instance is about, None when it is about a type of the
    project's or asks for a class of the project's; what type class search looks through is looked
    through."""
    statement = reader.statement(instance.entry)
    bound = _bound(statement)
    asked = [w for b in statement.binders if b.bracket == "[" for w in b.type]
    if any(reader.meaning(w, instance.entry) for w in asked if w not in bound):
        return None
    found: set[str] = set()
    waiting = [(w, instance.entry) for w in statement.conclusion[1:] if w not in bound]
    for word, where in waiting:
        named = reader.meaning(word, where) if len(waiting) < _LONGEST_TYPE else []
        if any(stays_folded(e.declaration) for e in named):
            return None
        waiting += [(w, e) for e in named for w in reader.body(e) if w != word]
        found.update((word,) if is_ident(word) and not named else ())
    return frozenset(found)


_LONGEST_TYPE = 100  # words of an instance's type that are looked at


def _misspelt(reader: Reader, entry: Entry, statement: Statement) -> Iterator[str]:
    """A name that nothing has, one letter from one that something has: with `autoImplicit` Lean
    takes it for a variable."""
    options = options_in_force(entry.module, entry.declaration, entry.project.project)
    if "false" in (options.get("autoImplicit"), options.get("relaxedAutoImplicit")):
        return
    if reader.sees_other_packages(entry):
        return  # it may be a name of theirs
    abroad = _is_abroad(entry)
    bound = _bound(statement) | bound_inside(_all_words(statement))
    known = {n for n in bound if len(n) > 2} | _near(reader, entry)
    for word in dict.fromkeys(_all_words(statement)):
        if not is_ident(word) or "." in word or len(word) < 4 or word in bound or word in known:
            continue
        if word[0].islower() and abroad:
            continue
        if word in _ORDINARY or reader.uses.written.get(word, 0) > 2 or reader.meaning(word, entry):
            continue
        if not any(_one_off(word, c) for c in known):
            continue
        close = [c for c in near(word, sorted(known), 3, 0.75) if _one_off(word, c)]
        if close and word not in library.last_components():
            yield (
                f"nothing is called `{word}`, so that Lean may take it for a variable; "
                f"`{close[0]}` is one letter away"
            )


_ORDINARY = frozenset("true false Prop Type Sort some none fun let have then else".split())


def _is_abroad(entry: Entry) -> bool:
    """Whether a statement stands in a namespace of Lean's own, whose functions have no declaration
    here."""
    opened = (
        s.text for s in scope_chain(entry.module, entry.declaration.scope) if s.kind == "open"
    )
    names = {n for text in opened for n in text.replace(".", " ").split()}
    return not (_CORE_NAMES | _ABROAD).isdisjoint({*names, *entry.ref.name.split(".")[:-1]})


_ABROAD = frozenset(
    "ByteArray Substring Iterator Function Lean Std Filter Topology Polynomial Matrix Equiv Sym "
    "Finsupp MeasureTheory CategoryTheory Submodule LinearMap Multiset Quot Quotient Thunk Task "
    "UInt8 UInt16 UInt32 UInt64 USize BitVec Float Ordering Except IO".split()
)


def _near(reader: Reader, entry: Entry) -> set[str]:
    """Names that a statement may have meant: those of its neighbourhood."""
    table = reader.uses.table
    refs: list[Ref] = [r for r, _ in reader.uses.named_uses(entry.ref)]
    names = {r.name.rpartition(".")[2] for r in refs}
    here = (d.name.rpartition(".")[2] for d in entry.module.declarations if d.kind != "theorem")
    names.update(here)
    for number in table.visibility.imports[table.visibility.number(entry.project, entry.module)]:
        module = table.visibility.modules[number][1]
        names.update(d.name.rpartition(".")[2] for d in module.declarations if d.kind != "theorem")
    return {n for n in names if len(n) > 3} | _CORE_NAMES


_MARKS = "'0123456789₀₁₂₃₄₅₆₇₈₉"  # that tell variables apart: x and x' are no slip


def _one_off(left: str, right: str) -> bool:
    """One letter more, less or other, or two neighbours exchanged."""
    if abs(len(left) - len(right)) > 1 or left.rstrip(_MARKS) == right.rstrip(_MARKS):
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
        min(len(left), len(right)),
    )
    if len(left) == len(right):
        swapped = left[at : at + 2] == right[at : at + 2][::-1]
        return left[at + 1 :] == right[at + 1 :] or (swapped and left[at + 2 :] == right[at + 2 :])
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[at + 1 :] == shorter[at:]
