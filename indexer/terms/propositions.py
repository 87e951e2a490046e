"""Propositions as text writes them: parsed as far as connectives and relations go, and compared.

This is no elaborator: it knows Lean's precedences of the logical connectives and of the common
relations and leaves everything else as words.  It serves to find what is plainly empty, so that
whatever it does not understand it leaves alone.

The rules are a closed list.  Plainly **true** (it says nothing): `True`; `t = t`, `p ↔ p` and the
like; what a definition unfolds to, if that is; a conjunction of such; a disjunction with one, or of
`p` and `¬p`; anything that follows from a false hypothesis, from one of the same words, or whose
conclusion is such; `∃ x, …` of such, `∃ x, x = t`.  Plainly **false** (nothing can meet it):
`False`; a type that has no elements; `t < t`; two different numerals that are equal, in a type
where they differ; bounds that leave nothing between; what denies something plainly true; `∀ x, …`
of a type of numbers that all are equal, or below one; two conjuncts that exclude each other.
Signs mean what Lean's own instances make of them; where a project gives a sign a meaning of its own
(`Sense.odd`), or where a type is not known that the rule hangs on, no rule applies.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.base.closures import components
from indexer.lean.syntax.lexer import is_ident
from indexer.terms.shapes import (
    SINGLE_TYPES,
    alternatives,
    by_sign,
    conditional,
    constructor,
    is_inhabited,
    of_arithmetic,
    remainder,
    shift,
)
from indexer.terms.telescope import (
    BINDER_BRACKETS,
    MARK,
    Apart,
    Words,
    binder,
    bound_in,
    is_numeral,
    pairs,
    plain,
    spelled,
)

_CONNECTIVES = ("↔", "→", "∨", "∧")  # loosest first
_RELATIONS = frozenset("= ≠ < > ≤ ≥ ∈ ∉ ⊆ ∣ ≡ ≈ ⊂ == ≍ ≃ ∼ !=".split())
_REFLEXIVE = frozenset("= ≤ ⊆ ∣ ↔ ≍".split())
_STRICT = frozenset({"<", "⊂"})
_NUMBERS = frozenset("Nat ℕ Int ℤ Rat ℚ Real ℝ".split())
_NATURAL = frozenset({"Nat", "ℕ"})
_WHOLE = frozenset({"Nat", "ℕ", "Int", "ℤ"})
_EMPTY_TYPES: tuple[Words, ...] = (
    ("Empty",), ("PEmpty",), ("False",), ("Fin", "0"), ("Fin", "Nat.zero"), ("Fin", "(", "0", ")"),
)  # fmt: skip
_DEEPEST = 60  # propositions in propositions, besides chains of one connective


class TooDeepError(Exception):
    """A statement that nests deeper than anybody reads."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a telescope assumes at one place: names of one type, or a proposition without a name.
    `bracket` is "→" for what stands before an arrow or restricts a quantifier."""

    names: Words
    type: Words
    bracket: str = "("

    @property
    def text(self) -> str:
        """As a reader would write it."""
        names = " ".join(map(plain, self.names))
        type_ = " ".join(map(plain, self.type))
        if self.bracket == "→":
            return type_
        inside = f"{names} : {type_}" if names and type_ else names or type_
        closing = {"(": ")", "{": "}", "[": "]", "⦃": "⦄"}[self.bracket]
        return f"{self.bracket}{inside}{closing}"


@dataclass(frozen=True, slots=True)
class Prop:
    """A proposition.  `kind` is "not", "and", "or", "iff" (with `parts`), "all", "ex" (with
    `binders`, and the body as only part; arrows are binders too), "rel" (with `op`, `left`,
    `right`), or "atom" (with `left`)."""

    kind: str
    parts: tuple[Prop, ...] = ()
    op: str = ""
    left: Words = ()
    right: Words = ()
    binders: tuple[Hypothesis, ...] = ()

    @property
    def is_true(self) -> bool:
        """Whether it is `True` itself."""
        return self.kind == "atom" and self.left == ("True",)

    @property
    def is_false(self) -> bool:
        """Whether it is `False` itself."""
        return self.kind == "atom" and self.left == ("False",)


def parse(tokens: Words, apart: Apart | None = None) -> Prop:
    """Read a proposition, bound names told apart (with those of `apart`, where several are read
    that meet).  Raises TooDeepError."""
    return read((apart or Apart())(spelled(tokens)))


@lru_cache(maxsize=16_384)
def read(tokens: Words) -> Prop:
    """Read a proposition whose bound names are told apart already.  Raises TooDeepError."""
    return _Parser(tokens).prop(0, len(tokens), 0)


def strip(tokens: Words) -> Words:
    """Take off brackets that hold everything, and a type ascription inside them."""
    if not tokens or tokens[0] != "(":
        return tokens
    parser = _Parser(tokens)
    start, end = parser.stripped(0, len(tokens))
    return tokens[start:end]


def unbracketed(tokens: Words) -> Words:
    """Take off brackets that hold everything; with a type ascription in them they stay, for
    `(x : ℝ)` need not be x."""
    if not tokens or tokens[0] != "(":
        return tokens
    parser = _Parser(tokens)
    start, end = parser.stripped(0, len(tokens), ascribed=False)
    return tokens[start:end]


def closing(tokens: Sequence[str], at: int) -> int:
    """Index of the bracket that closes the one at `at`; the last index when none does."""
    return pairs(tokens[at:])[0] + at


class _Parser:
    """Reads ranges of words.  Every word is looked at once a level and connective."""

    def __init__(self, tokens: Words) -> None:
        self.tokens = tokens
        self.pair = pairs(tokens)

    # -- places --

    def stripped(self, start: int, end: int, *, ascribed: bool = True) -> tuple[int, int]:
        """A range without brackets that hold all of it."""
        while end - start > 2 and self.tokens[start] == "(" and self.pair[start] == end - 1:
            colon = self.first(start + 1, end - 1, (":",), over=False)
            if colon > 0 and not ascribed:
                break
            start, end = start + 1, colon if colon > 0 else end - 1
        return start, end

    def first(self, start: int, end: int, wanted: Sequence[str], *, over: bool = True) -> int:
        """Index of the first of `wanted` outside brackets, -1 for none; not looked for behind
        anything that binds unless `over`."""
        for at in self.level(start, end):
            word = self.tokens[at]
            if word in wanted:
                return at
            if not over and _binds(word):
                return -1
        return -1

    def level(self, start: int, end: int) -> Iterator[int]:
        """The indices of the words outside brackets; an opening bracket stands for all of it, and
        so does a bar that can be no sign between two terms."""
        at = start
        while at < end:
            yield at
            last = self._bar(at, end) if self.tokens[at] == "‖" and self._opens(at, start) else at
            at = max(self.pair[last], last) + 1

    def _opens(self, at: int, start: int) -> bool:
        before = self.tokens[at - 1] if at > start else "("
        return not (is_ident(before) or is_numeral(before) or before in ")}]⦄⟩‖")

    def _bar(self, at: int, end: int) -> int:
        """The bar that closes the one at `at`; itself where there is none."""
        here = at + 1
        while here < end and self.tokens[here] != "‖":
            here = max(self.pair[here], here) + 1
        return here if here < end else at

    def cuts(self, start: int, end: int) -> dict[str, list[int]]:
        """Where the connectives of one level stand, before anything that binds."""
        found: dict[str, list[int]] = {sign: [] for sign in _CONNECTIVES}
        for at in self.level(start, end):
            word = self.tokens[at]
            if word in found:
                found[word].append(at)
            elif _binds(word):
                break
        return found

    # -- propositions --

    def prop(self, start: int, end: int, depth: int) -> Prop:
        """The proposition of a range."""
        if depth > _DEEPEST:
            raise TooDeepError
        assumed: list[Hypothesis] = []
        while True:
            start, end = self._bare(start, end)
            begin = self._past_quantifier(start, end, assumed)
            if begin == start:
                cuts = self.cuts(start, end)
                if cuts["↔"] or not cuts["→"]:
                    break
                edges = [start, *(at + 1 for at in cuts["→"])]
                for one, arrow in zip(edges, cuts["→"], strict=False):
                    assumed.append(self._before_arrow(one, arrow))
                begin = edges[-1]
            start = begin
        body = self._connected(start, end, cuts, depth)
        return Prop("all", (body,), binders=tuple(assumed)) if assumed else body

    def _bare(self, start: int, end: int) -> tuple[int, int]:
        """A range without what holds all of it and says nothing: brackets, `id p`, `show Prop from
        p`, `by exact p`, `let x := p; x`."""
        while True:
            start, end = self.stripped(start, end)
            inside = self._inside(start, end)
            if inside is None:
                return start, end
            start, end = inside

    def _inside(self, start: int, end: int) -> tuple[int, int] | None:
        """The proposition behind a word that adds nothing to it; None where there is none."""
        words = self.tokens[start : start + 3]
        if words[:1] == ("id",) and len(words) > 1:
            if words[1:] in (("<", "|"), ("<|",)) or words[1] in ("$", "<|"):
                return start + 1 + (2 if words[1] == "<" else 1), end
            alone = start + 2 == end or (words[1] == "(" and self.pair[start + 1] == end - 1)
            return (start + 1, end) if alone else None
        if words[:2] == ("by", "exact") and end > start + 2:
            return start + 2, end
        if words[:1] == ("show",):
            behind = self.first(start, end, ("from",))
            return (behind + 1, end) if 0 < behind < end - 1 else None
        if words[:1] in (("let",), ("have",)) and self.tokens[end - 2 : end] == (";", *words[1:2]):
            value = self.first(start, end, (":=",))
            return (value + 1, end - 2) if 0 < value < end - 3 else None
        return None

    def _past_quantifier(self, start: int, end: int, assumed: list[Hypothesis]) -> int:
        """Where the body of a `∀` or `let` begins, or the same place where there is none."""
        if start >= end:
            return start
        word = self.tokens[start]
        if word == "∀":
            comma = self._comma(start, end)
            if comma > 0:
                assumed += self.groups(start + 1, comma)
                return comma + 1
        elif word in ("let", "have"):
            semicolon = self.first(start, end, (";",))
            if 0 < semicolon < end - 1:
                return semicolon + 1
        return start

    def _comma(self, start: int, end: int) -> int:
        """The comma of a quantifier; -1 where what follows is none that is understood."""
        follows = self.tokens[start + 1] if start + 1 < end else ""
        if not (is_ident(follows) or follows == "_" or follows in BINDER_BRACKETS):
            return -1
        return self.first(start, end, (",",))

    def _before_arrow(self, start: int, end: int) -> Hypothesis:
        """`p → …`, and `(x : T) → …`."""
        if self.tokens[start] in BINDER_BRACKETS and self.pair[start] == end - 1:
            found = binder(self.tokens[start], self.tokens[start + 1 : end - 1])
            if found.bracket == "[" or (found.names and found.type):
                return Hypothesis(found.names, strip(without_default(found.type)), found.bracket)
        return Hypothesis((), self.tokens[start:end], "→")

    def groups(self, start: int, end: int) -> Iterator[Hypothesis]:
        """The binders of a quantifier; `∀ x ∈ s` also assumes `x ∈ s`."""
        at = start
        while at < end:
            if self.tokens[at] in BINDER_BRACKETS:
                close = self.pair[at]
                found = binder(self.tokens[at], self.tokens[at + 1 : close])
                yield Hypothesis(found.names, strip(without_default(found.type)), found.bracket)
                at = close + 1
                continue
            stop = at
            while stop < end and (is_ident(self.tokens[stop]) or self.tokens[stop] == "_"):
                stop += 1
            if stop == at:
                return
            names = self.tokens[at:stop]
            if stop < end and self.tokens[stop] == ":":
                yield Hypothesis(names, strip(self.tokens[stop + 1 : end]))
                return
            yield Hypothesis(names, ())
            if stop < end and self.tokens[stop] in _RELATIONS:
                for name in names:
                    yield Hypothesis((), (name, *self.tokens[stop:end]), "→")
                return
            at = stop

    def _connected(self, start: int, end: int, cuts: dict[str, list[int]], depth: int) -> Prop:
        if start >= end:
            return Prop("atom")
        if self.tokens[start] in ("∃", "∃!"):
            return self._exists(start, end, depth)
        for kind, sign in (("iff", "↔"), ("or", "∨"), ("and", "∧")):
            if cuts[sign]:
                edges = [start - 1, *cuts[sign][: 1 if kind == "iff" else None], end]
                ranges = itertools.pairwise(edges)
                return Prop(kind, tuple(self.prop(a + 1, b, depth + 1) for a, b in ranges))
        if self.tokens[start] == "¬":
            return Prop("not", (self.prop(start + 1, end, depth + 1),))
        at = self.first(start, end, tuple(_RELATIONS), over=False)
        if start < at < end - 1:
            left, right = self.tokens[start:at], self.tokens[at + 1 : end]
            return _relation(self.tokens[at], unbracketed(left), unbracketed(right))
        return Prop("atom", left=self.tokens[start:end])

    def _exists(self, start: int, end: int, depth: int) -> Prop:
        sign = self.tokens[start]
        found: list[Hypothesis] = []
        begin = start
        while begin < end and self.tokens[begin] == sign:
            comma = self._comma(begin, end)
            if comma < 0:
                break
            found += self.groups(begin + 1, comma)
            begin, end = self.stripped(comma + 1, end)
            if sign == "∃!":
                break
        if not found:
            return Prop("atom", left=self.tokens[start:end])
        return Prop("ex", (self.prop(begin, end, depth + 1),), op=sign, binders=tuple(found))


def without_default(type_: Words) -> Words:
    """`(h : p := by simp)` assumes p; how it is filled in is the caller's business."""
    if ":=" not in type_:
        return type_
    at = _Parser(type_).first(0, len(type_), (":=",))
    return type_[:at] if at >= 0 else type_


def _binds(word: str) -> bool:
    return word[0] in "∀∃ΠΣ∑∏⋃⋂⨆⨅∫" or word in ("fun", "let", "have", "if", "match", "by")


def _relation(op: str, left: Words, right: Words) -> Prop:
    """Relations are turned so that one sense has one form."""
    if op in (">", "≥"):
        op, left, right = {">": "<", "≥": "≤"}[op], right, left
    if op in ("≠", "∉"):
        return Prop("not", (Prop("rel", op={"≠": "=", "∉": "∈"}[op], left=left, right=right),))
    return Prop("rel", op=op, left=left, right=right)


# --- what is plainly true or false ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sense:
    """What is known around a proposition: the types of the names in sight, how to unfold an atom,
    the type of what the project defines, the type that a constructor `builds`, which signs (`odd`)
    and names the project gives a meaning of its own, whether it is `hidden` behind a definition,
    and whether what looks empty there may be so `by_chance`, for what the definition is applied to:
    `a ≈ a`, where `x ≈ y` says `x = y`, and `Disjoint [] l` are honest.  `unfold` gives what an
    atom says, or what it says of anything
    (its arguments replaced by names that nothing else has)."""

    types: Mapping[str, Words]
    unfold: Callable[[Words, bool], Prop | None]
    odd: frozenset[str] = frozenset()
    result: Callable[[Words], Words] = lambda _: ()
    builds: Callable[[str], str] = lambda _: ""
    depth: int = 6
    hidden: bool = False
    by_chance: bool = False

    def behind(self, *, by_chance: bool = False) -> Sense:
        """The same behind the definition that heads an atom, allowed one definition less."""
        by_chance = by_chance or self.by_chance
        return replace(self, depth=self.depth - 1, hidden=True, by_chance=by_chance)

    def within(self, binders: Sequence[Hypothesis]) -> Sense:
        """Inside a quantifier."""
        names = {name: b.type for b in binders for name in b.names}
        return replace(self, types={**self.types, **names}) if names else self


def is_true(prop: Prop, sense: Sense) -> bool:
    """Whether a proposition is plainly true, so that it says nothing."""
    parts = prop.parts
    match prop.kind:
        case "atom":
            if prop.is_true or _is_bool(prop, "true", sense):
                return True
            if any(is_true(p, sense) for p in _meant(prop.left, sense)):
                return True
            return sense.depth > 0 and _unfolds_to_truth(prop.left, sense)
        case "not":
            # `n + 1 ≠ 0` is small, and no disguise of nothing
            clash = parts[0].kind == "rel" and _is_clash(parts[0], sense)
            return is_false(parts[0], sense) and not clash
        case "and":
            return all(is_true(p, sense) for p in parts)
        case "or":
            opposed = not sense.by_chance and _opposed(parts)
            plain_ = [p for p in parts if not sense.by_chance and _is_bare(p, sense)]
            return opposed or bool(plain_) or any(is_true(p, sense) for p in parts)
        case "iff":
            equal = not sense.by_chance and key(parts[0]) == key(parts[1])
            return equal or all(is_true(p, sense) for p in parts)
        case "all":
            return _holds_of_all(prop, sense)
        case "ex":
            restricted = any(b.bracket == "→" for b in prop.binders)
            inside = sense.within(prop.binders)
            return not restricted and (is_true(parts[0], inside) or _names_itself(prop, inside))
        case _:
            return _is_true_relation(prop, sense)


def _meant(atom: Words, sense: Sense) -> Iterator[Prop]:
    """What an atom comes to: the branch of an `if` that is taken for certain, what all branches
    say, a relation that is written by the name of its function."""
    if not atom:
        return
    signed = by_sign(atom) if atom[0] not in sense.odd else ()
    if signed:
        yield read(signed)
    parted = conditional(atom)
    said: tuple[Words, ...] = alternatives(atom)
    if parted:
        condition = read(parted[0])
        if is_true(condition, sense) or _is_bare(condition, sense):
            yield read(parted[1])
        elif is_false(condition, sense):
            yield read(parted[2])
        else:
            said = parted[1:]
    branches = [read(words) for words in said if words]
    if branches and len(branches) == len(said):
        for judge, word in ((is_true, "True"), (is_false, "False")):
            if all(judge(branch, sense) for branch in branches):
                yield Prop("atom", left=(word,))


def _is_bare(prop: Prop, sense: Sense) -> bool:
    """The same as `is_bare`, for signs that mean what they do elsewhere."""
    return is_bare(prop) and prop.op not in sense.odd


def _unfolds_to_truth(atom: Words, sense: Sense) -> bool:
    """Whether a definition says nothing, of anything or of what it is applied to."""
    general = sense.unfold(atom, True)
    if general is not None and is_true(general, sense.behind()):
        return True
    meant = sense.unfold(atom, False) if len(atom) > 1 else None
    return meant is not None and is_true(meant, sense.behind(by_chance=True))


def _holds_of_all(prop: Prop, sense: Sense) -> bool:
    """A telescope says nothing whose conclusion is true or among its hypotheses, or of whose
    hypotheses one is false."""
    inside = sense.within(prop.binders)
    body = prop.parts[0]
    if is_true(body, inside):
        return True
    if sense.by_chance:
        return False
    assumed = [read(b.type) for b in prop.binders if b.type]
    given = {key(p) for p in conjuncts(assumed)}
    if all(key(p) in given for p in conjuncts([body])):
        return True
    return any(is_false(p, inside) for p in assumed)


def _is_true_relation(prop: Prop, sense: Sense) -> bool:
    decided = _decided(prop)
    if decided is not None:
        return is_true(decided, sense) or _is_bare(decided, sense)
    if prop.op == "=" and len(prop.left) == len(prop.right) == 1 and not sense.by_chance:
        types = (_type_of(prop.left, sense), _type_of(prop.right, sense))
        if types[0] in SINGLE_TYPES and types[0] == types[1]:
            return True
    if prop.op == "=" and ("True",) in (prop.left, prop.right):
        other = prop.right if prop.left == ("True",) else prop.left
        return is_true(read(other), sense)
    # `n = n` and `1 = 1` hide nothing from a reader (see is_bare); `f x = f x` may
    disguised = not sense.by_chance and (sense.hidden or len(prop.left) > 1)
    known = prop.op not in sense.odd or _typed(prop.left, sense, _NUMBERS)
    return prop.op in _REFLEXIVE and known and disguised and same(prop.left, prop.right)


def is_bare(prop: Prop) -> bool:
    """`n = n`, `1 = 1`: a stand-in for a statement rather than a disguise of none."""
    return prop.op in _REFLEXIVE and len(prop.left) == 1 and same(prop.left, prop.right)


def is_logic(assumed: Sequence[Hypothesis], conclusion: Prop) -> bool:
    """Whether a statement speaks of nothing but bound names and numerals, as `p → p ∧ p`, `x = y`
    and `∃ k : ℕ, k = 3` do: a law of logic, for nothing that is worth assuming is said so."""

    def alone(words: Words) -> bool:
        found = strip(words)
        return len(found) == 1 and (MARK in found[0] or is_numeral(found[0]))

    def names(one: Hypothesis) -> bool:
        if one.type[:1] in (("Prop",), ("Type",), ("Sort",)):
            return True
        of_numbers = len(one.type) == 1 and one.type[0] in _NUMBERS
        return of_numbers or (bool(one.type) and says(read(one.type)))

    def says(prop: Prop) -> bool:
        if prop.kind == "rel":
            return prop.op == "=" and alone(prop.left) and alone(prop.right)
        if prop.kind == "atom":
            return alone(prop.left)
        return all(map(names, prop.binders)) and all(map(says, prop.parts))

    return says(conclusion) and all(map(names, assumed))


def is_false(prop: Prop, sense: Sense) -> bool:
    """Whether a proposition is plainly false, so that nothing can meet it."""
    parts = prop.parts
    match prop.kind:
        case "atom":
            if prop.is_false or _is_empty(prop.left, sense) or _is_bool(prop, "false", sense):
                return True
            if any(is_false(p, sense) for p in _meant(prop.left, sense)):
                return True
            unfolded = sense.unfold(prop.left, False) if sense.depth else None
            return unfolded is not None and is_false(unfolded, sense.behind())
        case "not":
            return is_true(parts[0], sense) or _is_bare(parts[0], sense)
        case "and":
            return _cannot_meet(parts, sense)
        case "or":
            return all(is_false(p, sense) for p in parts)
        case "iff":
            both = (parts, parts[::-1])
            denied = any(p.kind == "not" and key(p.parts[0]) == key(q) for p, q in both)
            return denied or any(is_true(a, sense) and is_false(b, sense) for a, b in both)
        case "ex":
            inside = sense.within(prop.binders)
            assumed = [read(b.type) for b in prop.binders if b.type]
            return _cannot_meet((*assumed, *parts), inside)
        case "all":
            return _fails_somewhere(prop, sense)
        case _:
            return _is_false_relation(prop, sense)


def _cannot_meet(props: Sequence[Prop], sense: Sense) -> bool:
    listed = list(conjuncts(props))
    return any(is_false(p, sense) for p in listed) or conflict(listed, sense) is not None


def _opposed(parts: Sequence[Prop]) -> bool:
    """`p` and `¬ p`."""
    keys = {key(p) for p in parts}
    return any(p.kind == "not" and key(p.parts[0]) in keys for p in parts)


def _names_itself(prop: Prop, sense: Sense) -> bool:
    """`∃ x, x = t` says nothing of t.  With a type written, `∃ k : Nat, x = k` may say that an
    integer is none below zero, so that the type of t has to be the same."""
    body = prop.parts[0]
    if prop.op != "∃" or body.kind != "rel" or body.op not in {"=", "≤"} - sense.odd:
        return False
    last = next((b for b in reversed(prop.binders) if b.names), None)
    if last is None:
        return False
    return any(
        len(a) == 1
        and a[0] in last.names
        and not any(_mentions(w, last.names) for w in b)
        and (not last.type or last.type == _type_of(b, sense))
        for a, b in ((body.left, body.right), (body.right, body.left))
    )


def _mentions(word: str, names: Sequence[str]) -> bool:
    return word.partition(".")[0] in names


def _fails_somewhere(prop: Prop, sense: Sense) -> bool:
    """`True → False`; `∀ p : Prop, p`; `∀ x : Nat, x = t`, `x ≠ t`, `x < t`, `t < x`: one x too
    many."""
    body = prop.parts[0]
    inside = sense.within(prop.binders)
    plainly = [b for b in prop.binders if not b.names and b.bracket == "→"]
    if len(plainly) == len(prop.binders):
        given = (is_inhabited(b.type) or is_true(read(b.type), inside) for b in plainly)
        return all(given) and is_false(body, inside)
    if plainly:
        return False
    types = {name: b.type for b in prop.binders for name in b.names}
    if body.kind == "atom" and len(body.left) == 1 and types.get(body.left[0]) == ("Prop",):
        return True
    body = body.parts[0] if body.kind == "not" and body.parts[0].op == "=" else body
    if body.kind != "rel" or body.op not in {"=", "<"} - sense.odd:
        return False
    both = [types.get(side[0]) if len(side) == 1 else None for side in (body.left, body.right)]
    if body.left != body.right and all(t is not None and t[0] in _NUMBERS for t in both):
        return True  # `∀ a b : Nat, a = b`
    return any(
        len(a) == 1
        and len(types.get(a[0], ())) == 1
        and types[a[0]][0] in _NUMBERS
        and not any(_mentions(w, tuple(types)) for w in b)
        and (_number(b) is not None or _type_of(b, inside) == types[a[0]])
        for a, b in ((body.left, body.right), (body.right, body.left))
    )


def _decided(prop: Prop) -> Prop | None:
    """p of `decide p = true`, and of `decide p = false` that it is not so."""
    if prop.op != "=" or prop.left[:1] != ("decide",) or len(prop.right) != 1:
        return None
    if prop.right[0] not in ("true", "false"):
        return None
    decided = read(strip(prop.left[1:]))
    return decided if prop.right[0] == "true" else Prop("not", (decided,))


def _is_clash(prop: Prop, sense: Sense) -> bool:
    """Two terms that different constructors of one type head, a number that is less than what is
    added to another, a remainder that is no less than its divisor."""
    left, right = unbracketed(prop.left), unbracketed(prop.right)
    if prop.op == "=":
        one, other = (
            constructor(side, sense.builds) if side and side[0] not in sense.odd else None
            for side in (strip(left), strip(right))
        )
        if one and other and one[0] == other[0] and one[1] != other[1]:
            return True
    pairs_ = ((left, right), (right, left)) if prop.op == "=" else ((left, right),)
    for more, less in pairs_ if prop.op in ("=", "≤", "<") else ():
        value = _number(less)
        if value is None:
            continue
        term, added = shift(more)
        least = value + (prop.op != "<")  # from which on it is too much
        if added >= least and added and _typed(term, sense, _NATURAL):
            return True
    return prop.op in ("=", "≤", "<") and _is_over(prop, sense)


def _is_over(prop: Prop, sense: Sense) -> bool:
    """`n % 2 = 5` and `2 ≤ n % 2`."""
    sides = (
        ((prop.right, prop.left), (prop.left, prop.right))
        if prop.op == "="
        else ((prop.right, prop.left),)
    )
    for term, bound in sides:
        divisor, value = remainder(term), _number(bound)
        over = divisor and value is not None and value + (prop.op == "<") >= divisor
        if over and _typed(term, sense, _WHOLE):
            return True
    return False


def _is_false_relation(prop: Prop, sense: Sense) -> bool:
    left, right = prop.left, prop.right
    decided = _decided(prop)
    if decided is not None:
        return is_false(decided, sense)
    known = prop.op not in sense.odd or _typed(left, sense, _NUMBERS)
    if prop.op in _STRICT and known and same(left, right):
        return True
    if prop.op == "∈" and (strip(right) in (("∅",), ("[", "]"), ("{", "}"), ("#", "[", "]"))):
        return True
    low, high = _number(left), _number(right)
    if low is not None and high is not None:
        return not {"=": low == high, "<": low < high, "≤": low <= high}.get(prop.op, True)
    if prop.op == "<" and right == ("0",) and _typed(left, sense, _NATURAL):
        return True
    if prop.op == "=" and strip(right) == ("True",) and is_false(read(strip(left)), sense):
        return True
    if _is_clash(prop, sense) or _are_other_literals(prop):
        return True
    return _is_shifted(prop, sense) or _differ(left, right, prop.op)


def _are_other_literals(prop: Prop) -> bool:
    """`"a" = "b"`: two strings or characters that are written otherwise."""
    one, other = strip(prop.left), strip(prop.right)
    if prop.op != "=" or len(one) != 1 or len(other) != 1 or one == other:
        return False
    quoted = one[0][0] == other[0][0] and one[0][0] in "\"'"
    return quoted and "\\" not in one[0] + other[0]


def _is_bool(prop: Prop, value: str, sense: Sense) -> bool:
    """`false` where a proposition is wanted: `false = true`."""
    return prop.left == (value,) and value not in sense.odd


def _differ(left: Words, right: Words, op: str) -> bool:
    """`1 + 1 = 3`: sums and products of numerals, which are of type Nat where nothing says
    otherwise."""
    one, other = _value(left), _value(right)
    if one is None or other is None:
        return False
    return not {"=": one == other, "<": one < other, "≤": one <= other}.get(op, True)


def _value(tokens: Words) -> int | None:
    """What a sum of plain numerals comes to."""
    if not 1 <= len(tokens) <= 9 or len(tokens) % 2 == 0:
        return None
    if any(w != "+" for w in tokens[1::2]) or not all(is_numeral(w) for w in tokens[::2]):
        return None
    return sum(int(w[:18]) for w in tokens[::2])


def _is_shifted(prop: Prop, sense: Sense) -> bool:
    """`n = n + 1`, `n + 1 ≤ n`, `n.succ = n` in a type of numbers."""
    left, right = prop.left, prop.right
    sides = {"=": ((left, right), (right, left)), "≤": ((left, right),), "<": ((left, right),)}
    for more, less in sides.get(prop.op, ()):
        plus = more[-2:-1] == ("+",) and (_number(more[-1:]) or 0) > 0
        plus = plus and same(more[:-2], less)
        succ = len(less) == 1 and more in ((f"{less[0]}.succ",), ("Nat.succ", less[0]))
        if (plus or succ) and _typed(less, sense, _NUMBERS):
            return True
    return False


def _typed(tokens: Words, sense: Sense, types: frozenset[str]) -> bool:
    """Whether words are a term of one of these types."""
    type_ = _type_of(tokens, sense)
    return len(type_) == 1 and type_[0] in types


def _type_of(tokens: Words, sense: Sense) -> Words:
    """The type of a variable, of a function among the names in sight that is fully applied, or of
    what the project defines; () when that is not plain."""
    tokens = unbracketed(tokens)
    counted = of_arithmetic(tokens, lambda words: _type_of(words, sense)) if tokens else ()
    if counted:
        return counted
    if not tokens or not is_ident(tokens[0]):
        return ()
    type_ = sense.types.get(tokens[0])
    if type_ is None:
        return sense.result(tokens)
    arguments = len(list(arguments_of(tokens[1:])))
    if not arguments:
        return type_
    if any(not is_ident(w) and not is_numeral(w) and w not in "()" for w in tokens[1:]):
        return ()  # an operator, so that it is no plain application
    parser = _Parser(type_)
    arrows = parser.cuts(0, len(type_))["→"]
    return type_[arrows[-1] + 1 :] if len(arrows) == arguments else ()


def arguments_of(tokens: Words) -> Iterator[Words]:
    """The arguments of an application, one by one."""
    pair = pairs(tokens)
    at = 0
    while at < len(tokens):
        end = pair[at] if pair[at] > at else at
        if tokens[at] == "fun":
            end = len(tokens) - 1
        while end + 1 < len(tokens) and tokens[end + 1][0] == "." and len(tokens[end + 1]) > 1:
            end += 1  # `(x).f` is one argument
        yield tokens[at : end + 1]
        at = end + 1


def _is_empty(tokens: Words, sense: Sense) -> bool:
    """A type without elements, or a class that says a false thing."""
    tokens = strip(tokens)
    if not tokens or tokens[0] in sense.odd:
        return False
    if "×" in tokens:
        parser = _Parser(tokens)
        product = parser.first(0, len(tokens), ("×",), over=False)
        if product > 0:
            halves = (tokens[:product], tokens[product + 1 :])
            return any(_is_empty(half, sense) for half in halves)
    if tokens[1:3] == (".", "{") and closing(tokens, 2) == len(tokens) - 1:
        tokens = tokens[:1]  # `PEmpty.{1}`
    if tokens in _EMPTY_TYPES:
        return True
    if tokens[0] in ("IsEmpty", "Subsingleton"):
        return len(tokens) == 2 and tokens[1] in _NUMBERS
    if tokens[0] == "NeZero":
        return strip(tokens[1:]) == ("0",)
    if tokens[0] in ("Fact", "Nonempty", "Inhabited", "PLift", "Subtype"):
        return len(tokens) > 1 and is_false(read(strip(tokens[1:])), sense)
    if tokens[0] == "{" and closing(tokens, 0) == len(tokens) - 1 and "//" in tokens:
        inner = tokens[1:-1]
        bar = inner.index("//")
        declared = binder("(", inner[:bar])
        inside = sense.within([Hypothesis(declared.names, declared.type)])
        return is_false(read(inner[bar + 1 :]), inside)
    return False


def _number(tokens: Words) -> int | None:
    """A numeral, where its type is one of numbers: its own, or one that is written beside it."""
    tokens = unbracketed(tokens)
    if tokens[:1] == ("(",) and ":" in tokens:
        colon = tokens.index(":")
        written = tokens[colon + 1 : -1]
        return _number(tokens[1:colon]) if len(written) == 1 and written[0] in _NUMBERS else None
    if len(tokens) == 2 and tokens[0] == "-" and is_numeral(tokens[1]):
        return -int(tokens[1][:18])
    if len(tokens) == 1 and is_numeral(tokens[0]) and len(tokens[0]) < 18:
        return int(tokens[0])
    return None


def is_instance(prop: Prop, law: Prop) -> bool:
    """Whether `prop` is what `law` says of some variables: `f a = a` of `∀ x, f x = x`."""
    names: set[str] = set()
    if law.kind == "all":
        if any(not b.names for b in law.binders):
            return False
        names.update(n for b in law.binders for n in b.names)
        law = law.parts[0]
    return law.kind == prop.kind == "rel" and law.op == prop.op and _fits(prop, law, names)


def _fits(prop: Prop, law: Prop, names: set[str]) -> bool:
    """Whether two relations differ by what stands for `names` only, one word for each."""
    meant: dict[str, str] = {}
    said = (*_bare(prop.left), "=", *_bare(prop.right))
    law_said = (*_bare(law.left), "=", *_bare(law.right))
    return len(said) == len(law_said) and all(
        meant.setdefault(b, a) == a if b in names else a == b
        for a, b in zip(said, law_said, strict=True)
    )


# --- several propositions at once -----------------------------------------------------------------


def conjuncts(props: Sequence[Prop]) -> Iterator[Prop]:
    """The parts of conjunctions, one by one."""
    for prop in props:
        if prop.kind == "and":
            yield from conjuncts(prop.parts)
        else:
            yield prop


def conflict(props: Sequence[Prop], sense: Sense) -> tuple[Prop, Prop] | None:
    """Two propositions that cannot both hold, if that is plain: `p` and `¬ p`, `a < b` and `b ≤ a`,
    bounds on the same term that leave nothing between."""
    keys = {key(p): p for p in props}
    for prop in props:
        if prop.kind == "not":
            denied = key(prop.parts[0])
            if denied in keys:
                return prop, keys[denied]
        known = prop.op not in sense.odd or _typed(prop.left, sense, _NUMBERS)
        for other in _refuted_by(prop) if known else ():
            if key(other) in keys:
                return prop, keys[key(other)]
    return _circle(props, sense) or _bounds(props, sense)


def _circle(props: Sequence[Prop], sense: Sense) -> tuple[Prop, Prop] | None:
    """`a < b`, `b ≤ c`, `c < a`: terms in a circle, one of them strictly below the next."""
    edges: dict[Words, list[Words]] = {}
    found: list[tuple[Words, Words, Prop]] = []
    for prop in props:
        known = prop.op not in sense.odd or _typed(prop.left, sense, _NUMBERS)
        if prop.kind == "rel" and prop.op in ("<", "≤", "=") and known:
            one, other = _bare(unbracketed(prop.left)), _bare(unbracketed(prop.right))
            found += [(one, other, prop)]
            found += [(other, one, prop)] if prop.op == "=" else []
    for one, other, _ in found:
        edges.setdefault(one, []).append(other)
        edges.setdefault(other, [])
    if not any(prop.op == "<" for *_, prop in found):
        return None
    place = {term: n for n, group in enumerate(components(edges)) for term in group}
    for one, other, prop in found:
        if prop.op == "<" and one != other and place[one] == place[other]:
            back = next(p for a, b, p in found if a == other and place[b] == place[one])
            return prop, back
    return None


def _refuted_by(prop: Prop) -> Iterator[Prop]:
    """What a strict inequality rules out."""
    if prop.kind == "rel" and prop.op == "<":
        for op in ("<", "≤"):
            yield Prop("rel", op=op, left=prop.right, right=prop.left)
        yield Prop("rel", op="=", left=prop.left, right=prop.right)


def _bounds(props: Sequence[Prop], sense: Sense) -> tuple[Prop, Prop] | None:
    """Numeric bounds on one term that leave nothing between."""
    lower: dict[Words, tuple[int, bool, Prop]] = {}
    upper: dict[Words, tuple[int, bool, Prop]] = {}
    for prop in props:
        for term, value, strict, is_lower in _bound(prop):
            side = lower if is_lower else upper
            old = side.get(term)
            tighter = old is None or (
                (value, strict) > old[:2]
                if is_lower
                else (value, not strict) < (old[0], not old[1])
            )
            if tighter:
                side[term] = (value, strict, prop)
    for term in lower.keys() & upper.keys():
        low, high = lower[term], upper[term]
        gap = 1 if low[1] and high[1] and _typed(term, sense, _WHOLE) else 0
        crossed = low[0] + gap > high[0] or (low[0] + gap == high[0] and (low[1] or high[1]))
        if crossed and _typed(term, sense, _NUMBERS):
            return low[2], high[2]
    return None


def _bound(prop: Prop) -> Iterator[tuple[Words, int, bool, bool]]:
    """(term, bound, strict, is it a lower one)"""
    if prop.kind != "rel" or prop.op not in ("=", "<", "≤"):
        return
    strict = prop.op == "<"
    left, right = _number(prop.left), _number(prop.right)
    if right is not None and left is None:
        yield prop.left, right, strict, False
        if prop.op == "=":
            yield prop.left, right, False, True
    elif left is not None and right is None:
        yield prop.right, left, strict, True
        if prop.op == "=":
            yield prop.right, left, False, False


# --- comparing ------------------------------------------------------------------------------------

Key = tuple[object, ...]


def same(left: Words, right: Words) -> bool:
    """Whether two terms are written alike, up to the names that they bind themselves, brackets
    around single words and around the whole.  `_` is never the same as another."""
    if "_" in left or "_" in right:
        return False
    one, other = (_Renaming().words(_bare(unbracketed(side))) for side in (left, right))
    return one == other


def key(prop: Prop) -> Key:
    """A form that is equal for propositions that differ in the names they bind, in brackets, in
    how hypotheses are written and in the direction of an equation."""
    return _Renaming().key(prop)


class _Renaming:
    """Numbers the names that a proposition binds itself, in the order in which they come."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}

    def words(self, tokens: Words) -> Words:
        """Words, the names that they bind numbered."""
        if not any(MARK in w for w in tokens):
            return tokens
        for name in bound_in(tokens):
            self._give(name)
        return tuple(self._word(w) if MARK in w else w for w in tokens)

    def _give(self, name: str) -> str:
        return self.given.setdefault(name, f"#{len(self.given)}")

    def _word(self, word: str) -> str:
        head, dot, rest = word.partition(".")
        return self.given.get(head, head) + dot + rest

    def key(self, prop: Prop) -> Key:
        """The form of a proposition."""
        match prop.kind:
            case "all" | "ex":
                assumed = tuple(self._assumed(b) for b in one_by_one(prop.binders))
                return (prop.kind, prop.op, assumed, *(self.key(p) for p in prop.parts))
            case "rel":
                left, right = (
                    self.words(_bare(unbracketed(side))) for side in (prop.left, prop.right)
                )
                if prop.op in ("=", "≡", "≈", "≍") and right < left:
                    left, right = right, left
                return ("rel", prop.op, left, right)
            case "atom":
                return ("atom", self.words(_bare(unbracketed(prop.left))))
            case _:
                return (prop.kind, *(self.key(p) for p in prop.parts))

    def _assumed(self, hypothesis: Hypothesis) -> Key:
        if hypothesis.names:
            type_ = self.words(_bare(unbracketed(hypothesis.type)))
            return (type_, *map(self._give, hypothesis.names))
        return ("→", self.key(read(hypothesis.type)))


def one_by_one(binders: Sequence[Hypothesis]) -> Iterator[Hypothesis]:
    """`(x y : T)` as `(x : T) (y : T)`."""
    for one in binders:
        yield from (replace(one, names=(name,)) for name in one.names) if one.names else (one,)


def _bare(tokens: Words) -> Words:
    """Words without brackets around single words."""
    if ")" not in tokens:
        return tokens
    found: list[str] = []
    for word in tokens:
        if word == ")" and len(found) > 1 and found[-2] == "(":
            found[-2:] = found[-1:]
        else:
            found.append(word)
    return tuple(found)


# --- showing -------------------------------------------------------------------------------------


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


def _said(tokens: Words) -> str:
    return " ".join(map(plain, tokens))
