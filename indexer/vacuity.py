"""Statements that say less than they seem to: empty conclusions, hypotheses that nothing can meet,
words that do not mean what they usually mean.

Only what is plain is found; a statement that passes may still be empty.  Nothing here looks at
proofs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from indexer.automation import Instance
from indexer.fingerprint import binders, options_in_force, words
from indexer.lean.lexer import is_ident
from indexer.model import Ref
from indexer.props import (
    Prop,
    Sense,
    Words,
    closing,
    conflict,
    conjuncts,
    is_bare,
    is_false,
    is_instance,
    is_true,
    key,
    parse,
    strip,
)
from indexer.reading import Reader, Statement, bound_inside, says_prop
from indexer.resolve import Entry, scope_chain
from indexer.spelling import near
from indexer.uses import stays_folded

LEAD = "it states less than a claim can be: "


def shortfall(reader: Reader, entry: Entry) -> str | None:
    """Why a theorem's statement cannot carry a claim, in a sentence; None when nothing is plainly
    wrong with it."""
    statement = reader.statement(entry)
    for reason in (*_empty(reader, entry, statement), *_misread(reader, entry, statement)):
        return LEAD + reason
    return None


def is_stand_in(reader: Reader, entry: Entry) -> bool:
    """Whether a theorem says nothing and makes no secret of it, as `n = n` does: worth a remark."""
    return is_bare(parse(reader.statement(entry).conclusion))


# --- empty statements -----------------------------------------------------------------------------


def _empty(reader: Reader, entry: Entry, statement: Statement) -> Iterator[str]:
    if not statement.conclusion:
        return
    types = {n: b.type for b in statement.binders for n in b.names}
    sense = Sense(types, _Unfolder(reader, entry))
    hypotheses = [(b.text, parse(b.type)) for b in statement.binders if b.type]
    conclusion = parse(statement.conclusion)
    yield from _restates(hypotheses, conclusion, sense)
    while conclusion.kind in ("all", "imp"):
        if conclusion.kind == "all":
            sense = sense.with_names(conclusion.names, conclusion.type)
            if conclusion.type:
                hypotheses.append((" ".join(conclusion.type), parse(conclusion.type)))
            conclusion = conclusion.parts[0]
        else:
            hypotheses.append((shown(conclusion.parts[0]), conclusion.parts[0]))
            conclusion = conclusion.parts[1]
    if is_true(conclusion, sense):
        yield f"its conclusion is `{shown(conclusion)}`, which is true of anything"
    yield from _unmet(hypotheses, sense)
    yield from _bundles_falsehood(reader, entry, statement, sense)
    yield from _restates(hypotheses, conclusion, sense)
    yield from _hands_on(reader, entry, statement, conclusion)


def _hands_on(
    reader: Reader, entry: Entry, statement: Statement, conclusion: Prop
) -> Iterator[str]:
    """A conclusion that is a field of a structure among the binders: `(r : Rot) : r.f x = x`, where
    Rot has the field `law : ∀ x, f x = x`."""
    for binder in statement.binders:
        head = strip(binder.type)[:1]
        named = reader.meaning(head[0], entry) if head else []
        if len(named) != 1 or named[0].declaration.kind not in ("structure", "class"):
            continue
        fields = list(reader.fields(named[0]))
        given = _given(named[0], _arguments(strip(binder.type)[1:]))
        for one in binder.names or ("_",):
            own = {**given, **{name: (f"{one}.{name}",) for name, _ in fields}}
            for name, type_ in fields:
                if is_instance(conclusion, parse(_with(own, type_))):
                    yield f"its conclusion is the field {name} of its assumption `{binder.text}`"


def _unmet(hypotheses: list[tuple[str, Prop]], sense: Sense) -> Iterator[str]:
    for text, prop in hypotheses:
        if is_false(prop, sense):
            yield f"nothing can meet its hypothesis `{text}`"
    single = [p for _, prop in hypotheses for p in conjuncts([prop])]
    found = conflict(single, sense)
    if found:
        yield f"nothing can meet its hypotheses `{shown(found[0])}` and `{shown(found[1])}` at once"
    empty = {strip(p.left[1:]) for p in single if p.kind == "atom" and p.left[:1] == ("IsEmpty",)}
    for type_ in sense.types.values():
        if strip(type_) in empty:
            yield f"it takes an element of `{' '.join(type_)}`, which it assumes to be empty"


def _bundles_falsehood(
    reader: Reader, entry: Entry, statement: Statement, sense: Sense
) -> Iterator[str]:
    """A structure or class among the binders, one of whose fields nothing can fill."""
    for binder in statement.binders:
        head = strip(binder.type)[:1]
        named = reader.meaning(head[0], entry) if head else []
        if len(named) == 1 and named[0].declaration.kind in ("structure", "class"):
            given = _given(named[0], _arguments(strip(binder.type)[1:]))
            for name, type_ in reader.fields(named[0]):
                if is_false(parse(_with(given, type_)), sense):
                    yield f"nothing can fill the field {name} of its assumption `{binder.text}`"


def _given(structure: Entry, arguments: Iterable[Words]) -> dict[str, Words]:
    """What the parameters of a structure are here: `Truth (1 = 2)` of `class Truth (p : Prop)`."""
    own, _ = binders(words(structure.declaration.statement))
    names = [n for b in own if b.bracket == "(" for n in b.names]
    return dict(zip(names, arguments, strict=False))


def _restates(hypotheses: list[tuple[str, Prop]], conclusion: Prop, sense: Sense) -> Iterator[str]:
    given = {key(p): text for text, prop in hypotheses for p in conjuncts([prop])}
    wanted = [key(p) for p in conjuncts([_unfolded(conclusion, sense)])]
    given |= {
        key(p): text for text, prop in hypotheses for p in conjuncts([_unfolded(prop, sense)])
    }
    if wanted and all(k in given for k in wanted):
        yield f"its conclusion is its own hypothesis `{given[wanted[0]]}`"


def _unfolded(prop: Prop, sense: Sense) -> Prop:
    """An atom's definition, a few steps deep."""
    for _ in range(3):
        inner = sense.unfold(prop.left) if prop.kind == "atom" else None
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

    def __call__(self, words: Words) -> Prop | None:
        words = strip(words)
        if not words or not is_ident(words[0]):
            return None
        named = self.reader.meaning(words[0], self.entry)
        if len(named) != 1:
            return None
        arguments = tuple(_arguments(words[1:]))
        if named[0].declaration.kind in ("structure", "class", "inductive"):
            return self._laws(named[0], arguments)
        value = self.reader.value(named[0])
        if value is None or len(arguments) < len(value.parameters):
            return None
        count = len(value.parameters)
        given = dict(zip(value.parameters, arguments, strict=False))
        return parse(_applied(_with(given, value.words), arguments[count:]))

    def _laws(self, entry: Entry, arguments: tuple[Words, ...]) -> Prop | None:
        """What a structure of laws says, all its fields at once; an inductive type without
        constructors says False, a proposition with one that asks for nothing says True."""
        declaration = entry.declaration
        if declaration.kind == "inductive":
            if not declaration.members:
                return _FALSE
            return _TRUE if says_prop(declaration) and self._is_free(entry) else None
        fields = list(self.reader.fields(entry))
        if not says_prop(declaration) or len(fields) != len(declaration.members) - 1:
            return None  # data, or a field that is not as simple as `name : type`
        given = _given(entry, arguments)
        laws = (parse(_with(given, type_)) for _, type_ in fields)
        inherited = (Prop("atom", left=(word,)) for word in declaration.parents)
        return reduce(lambda a, b: Prop("and", (a, b)), (*laws, *inherited), _TRUE)

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


_TRUE, _FALSE = (Prop("atom", left=(word,)) for word in ("True", "False"))


def _with(given: Mapping[str, Words], written: Words) -> Words:
    """Words with arguments in the place of parameters, also of those in `x.field`."""
    return tuple(w for word in written for w in _instead(given, word))


def _instead(given: Mapping[str, Words], word: str) -> Words:
    if word in given:
        return given[word]
    head, dot, field = word.partition(".")
    return (*given[head], dot + field) if dot and head in given else (word,)


def _applied(value: Words, arguments: tuple[Words, ...]) -> Words:
    """A value applied to arguments: those that a leading `fun` takes go in, further ones follow."""
    if value[:1] in (("fun",), ("λ",)) and arguments:
        arrow = next((at for at, word in enumerate(value) if word in ("=>", "↦")), 0)
        names = value[1:arrow]
        if all(map(is_ident, names)) and len(names) <= len(arguments):
            given = dict(zip(names, arguments, strict=False))
            return _applied(_with(given, value[arrow + 1 :]), arguments[len(names) :])
    if not arguments or value in (("True",), ("False",)):
        return value
    return ("(", *value, ")", *(w for argument in arguments for w in argument))


def _arguments(words: Words) -> Iterator[Words]:
    at = 0
    while at < len(words):
        end = closing(words, at) if words[at] in "([{⟨" else at
        yield words[at : end + 1]
        at = end + 1


def shown(prop: Prop) -> str:
    """A proposition for people."""
    match prop.kind:
        case "atom":
            return " ".join(prop.left)
        case "rel":
            return f"{' '.join(prop.left)} {prop.op} {' '.join(prop.right)}"
        case "not":
            return f"¬ {shown(prop.parts[0])}"
        case "all" | "ex":
            sign = "∀" if prop.kind == "all" else "∃"
            type_ = f" : {' '.join(prop.type)}" if prop.type else ""
            return f"{sign} {' '.join(prop.names)}{type_}, {shown(prop.parts[0])}"
        case kind:
            sign = {"and": "∧", "or": "∨", "imp": "→", "iff": "↔"}[kind]
            return f" {sign} ".join(map(shown, prop.parts))


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


def _misread(reader: Reader, entry: Entry, statement: Statement) -> Iterator[str]:
    yield from _shadowed(reader, entry, statement)
    yield from _renotated(reader, entry)
    yield from _reinstated(reader, entry)
    yield from _misspelt(reader, entry, statement)


def _all_words(statement: Statement) -> Words:
    return (*(w for b in statement.binders for w in b.type), *statement.conclusion)


def _bound(statement: Statement) -> set[str]:
    return {n for b in statement.binders for n in b.names}


def _shadowed(reader: Reader, entry: Entry, statement: Statement) -> Iterator[str]:
    """A name of Lean's own that means something of the project's here."""
    for word in dict.fromkeys(_all_words(statement)):
        if word in _CORE_NAMES and word not in _bound(statement):
            for other in reader.meaning(word, entry):
                yield f"`{word}` in it is {other.ref.name} of {other.ref.project}, not Lean's"


def _renotated(reader: Reader, entry: Entry) -> Iterator[str]:
    """A sign of Lean's own that notation of the project gives another meaning."""
    for ref, kind in reader.uses.named_uses(entry.ref):
        notation = reader.uses.notations.get(ref)
        if notation is None or kind != "statement":
            continue
        signs = notation.terms & (_CORE_SYMBOLS | _CORE_NAMES)
        if signs and signs == notation.terms and notation.expansion:
            listed = ", ".join(f"`{s}`" for s in sorted(signs))
            yield f"the project's own {notation.word} gives {listed} in it another meaning"


def _reinstated(reader: Reader, entry: Entry) -> Iterator[str]:
    """An instance of the project for types that are all Lean's own: a sign in the statement may
    mean that one."""
    text = entry.declaration.statement
    written = set(_all_words(reader.statement(entry)))
    for instance in reader.uses.instances:
        signs = _CLASS_SYMBOLS.get(instance.type_class)
        if instance.anchors or signs is None or not reader.uses.table.sees(entry, instance.entry):
            continue
        types = _core_types(reader, instance)
        said = any(s in text for s in signs) if signs else bool(types)
        if said and types is not None and types <= written:
            yield (
                f"the project's own instance {instance.entry.ref.name} may give signs in it "
                "another meaning"
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
        if close:
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
