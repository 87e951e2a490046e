"""Propositions as text writes them: parsed as far as connectives and relations go, and compared.

This is no elaborator: it knows Lean's precedences of the logical connectives and of the common
relations and leaves everything else as words.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.lean.syntax.lexer import is_ident
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
    return WordRanges(tokens).prop(0, len(tokens), 0)


def strip(tokens: Words) -> Words:
    """Take off brackets that hold everything, and a type ascription inside them."""
    if not tokens or tokens[0] != "(":
        return tokens
    parser = WordRanges(tokens)
    start, end = parser.stripped(0, len(tokens))
    return tokens[start:end]


def unbracketed(tokens: Words) -> Words:
    """Take off brackets that hold everything; with a type ascription in them they stay, for
    `(x : ℝ)` need not be x."""
    if not tokens or tokens[0] != "(":
        return tokens
    parser = WordRanges(tokens)
    start, end = parser.stripped(0, len(tokens), ascribed=False)
    return tokens[start:end]


def closing(tokens: Sequence[str], at: int) -> int:
    """Index of the bracket that closes the one at `at`; the last index when none does."""
    return pairs(tokens[at:])[0] + at


class WordRanges:
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
            start, end = self.bare(start, end)
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

    def bare(self, start: int, end: int) -> tuple[int, int]:
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
    at = WordRanges(type_).first(0, len(type_), (":=",))
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


# --- comparing ------------------------------------------------------------------------------------

Key = tuple[object, ...]


def same(left: Words, right: Words) -> bool:
    """Whether two terms are written alike, up to the names that they bind themselves, brackets
    around single words and around the whole.  `_` is never the same as another."""
    if "_" in left or "_" in right:
        return False
    one, other = (_Renaming().words(bare(unbracketed(side))) for side in (left, right))
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
                    self.words(bare(unbracketed(side))) for side in (prop.left, prop.right)
                )
                if prop.op in ("=", "≍") and right < left:
                    left, right = right, left
                return ("rel", prop.op, left, right)
            case "atom":
                return ("atom", self.words(bare(unbracketed(prop.left))))
            case _:
                return (prop.kind, *(self.key(p) for p in prop.parts))

    def _assumed(self, hypothesis: Hypothesis) -> Key:
        if hypothesis.names:
            type_ = self.words(bare(unbracketed(hypothesis.type)))
            return (type_, *map(self._give, hypothesis.names))
        return ("→", self.key(read(hypothesis.type)))


def one_by_one(binders: Sequence[Hypothesis]) -> Iterator[Hypothesis]:
    """`(x y : T)` as `(x : T) (y : T)`."""
    for one in binders:
        yield from (replace(one, names=(name,)) for name in one.names) if one.names else (one,)


def bare(tokens: Words) -> Words:
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
