"""Statements as one telescope: what is assumed, in the order in which it is, and what is said.

Lean has many ways to write `∀ x, p x → q`: binders in four kinds of brackets before the colon, `∀`,
arrows with and without names, `let`, `variable`.  The kernel knows one.  Here text is cut into
words, signs get one spelling, and every bound name becomes one that nothing else has, so that
nothing that is put into a term can be captured.  Everything costs time linear in the words, however
they nest.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count

from indexer.lean.syntax.commands import is_doc, is_space
from indexer.lean.syntax.lexer import is_ident, lex, words_of

Words = tuple[str, ...]

_CLOSING: Mapping[str, str] = {
    "(": ")",
    "{": "}",
    "[": "]",
    "⦃": "⦄",
    "⟨": "⟩",
    "`(": ")",
    "``(": ")",
}
_CLOSERS = frozenset(")}]⦄⟩")
BINDER_BRACKETS = frozenset("({[⦃")
MARK = "✝"
"""What tells bound names apart; no name that somebody writes holds it."""


@dataclass(frozen=True, slots=True)
class Binder:
    """One bracketed binder: its opening bracket, the names it binds and the words of its type."""

    bracket: str
    names: tuple[str, ...]
    type: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The binder as words, brackets included."""
        colon = (":",) if self.names and self.type else ()
        return (self.bracket, *self.names, *colon, *self.type, _CLOSING[self.bracket])

    @property
    def text(self) -> str:
        """The binder in one line, without comments."""
        inside = " ".join(self.type)
        if self.names:
            inside = f"{' '.join(self.names)} : {inside}" if inside else " ".join(self.names)
        return f"{self.bracket}{inside}{_CLOSING[self.bracket]}"


# --- text → words ---------------------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def words(text: str) -> Words:
    """The tokens of `text` without white space, comments and documentation."""
    # the lexer's words come without what stands between them, but for spaces that are none to Lean
    found = lex(text)[0] if _ODD_SPACE.search(text) else words_of(text)
    return tuple([w for w in found if w and not (w[0] in _BLANK and (is_space(w) or is_doc(w)))])


_ODD_SPACE = re.compile(r"[^\S \n\t\r]")
_BLANK = " \n\t\r-/"  # what white space and comments begin with
_LETS = frozenset({"let", "have", "letI", "haveI"})


@lru_cache(maxsize=16_384)
def laid_out(text: str) -> Words:
    """The words of `text`, with a `;` where a new line ends the value of a `let`: no further right
    than the `let` itself (Lean/Parser/Term.lean, `withPosition`)."""
    plain = words(text)
    if "\n" not in text or _LETS.isdisjoint(plain):
        return plain
    found: list[str] = []
    pending: list[int] = []  # columns of the `let`s whose values are being read
    at = 0
    for word in plain:
        start = text.find(word, at)
        if start < 0:
            return plain
        is_new_line = "\n" in text[at:start]
        line_start = text.rfind("\n", 0, start)
        column = start - line_start - 1 if line_start >= 0 else _FAR
        at = start + len(word)
        if word == ";" and pending:
            pending.pop()
        elif is_new_line and pending and column <= pending[-1] and found[-1] != ":=":
            found.append(";")
            pending.pop()
        if word in _LETS:
            pending.append(column)
        found.append(word)
    return tuple(found)


_FAR = 1 << 30  # the column of what stands in a first line whose beginning is not at hand


# --- brackets -------------------------------------------------------------------------------------


def pairs(tokens: Sequence[str]) -> list[int]:
    """For every opening bracket the index of the one that closes it (the last index when none
    does), and -1 for every other word."""
    found = [-1] * len(tokens)
    waiting: list[int] = []
    for at, word in enumerate(tokens):
        if word in _CLOSING:
            waiting.append(at)
        elif word in _CLOSERS and waiting:
            found[waiting.pop()] = at
    for at in waiting:
        found[at] = len(tokens) - 1
    return found


def binders(tokens: Iterable[str]) -> tuple[list[Binder], list[str]]:
    """The bracketed binders at the start of a token sequence, and the rest of it."""
    listed = list(tokens)
    if not listed or listed[0] not in BINDER_BRACKETS:
        return [], listed
    pair = pairs(listed)
    found: list[Binder] = []
    at = 0
    while at < len(listed) and listed[at] in BINDER_BRACKETS:
        end = pair[at] if listed[pair[at]] in _CLOSERS else len(listed)
        found.append(binder(listed[at], listed[at + 1 : end]))
        at = end + 1
    return found, listed[at:]


@lru_cache(maxsize=1_024)
def stated(statement: str) -> tuple[Sequence[Binder], Sequence[str]]:
    """The binders of a statement as written, and the words behind them, new lines told apart."""
    return binders(laid_out(statement))


def binder(bracket: str, inside: Sequence[str]) -> Binder:
    """`(x y : T)`; in an instance binder the name is optional and the type is everything else."""
    at = _names_end(inside, 0, len(inside))
    if at < len(inside) and inside[at] == ":":
        return Binder(bracket, tuple(inside[:at]), tuple(inside[at + 1 :]))
    if bracket == "[":
        return Binder(bracket, (), tuple(inside))
    return Binder(bracket, tuple(inside), ())


def is_numeral(word: str) -> bool:
    """`12`; `𝟎` and `𝟭` are signs, though Python counts with them."""
    return word.isascii() and word.isdecimal()


def is_short_numeral(word: str) -> bool:
    """Whether a word is a numeral that is short enough to reckon with."""
    return len(word) < _MOST_DIGITS and is_numeral(word)


_MOST_DIGITS = 18


def _names_end(tokens: Sequence[str], at: int, end: int) -> int:
    while at < end and (is_ident(tokens[at]) or tokens[at] == "_"):
        at += 1
    return at


# --- signs ----------------------------------------------------------------------------------------

# ASCII spellings, as the lexer cuts them.
_SPELLINGS: Mapping[tuple[str, ...], str] = {
    ("<", "="): "≤",
    (">", "="): "≥",
    ("=", "="): "==",
    ("/", "\\"): "∧",
    ("\\", "/"): "∨",
    ("<-", ">"): "↔",
    ("<", "->"): "↔",
    ("∃", "!"): "∃!",
    ("!", "="): "!=",
    ("&", "&"): "&&",
    ("|", "|"): "||",
}
_ONE_SPELLING = {"->": "→", "forall": "∀", "exists": "∃", "λ": "fun", "↦": "=>", "Not": "¬"}
_MARKED = frozenset("→ = ≤ < ≥ > ∀ ∃ + ∧ ∨ ≠ ≃ ∈ ⊆ × ∘ ∑ ∏ ∫".split())  # signs that marks change


def spelled(tokens: Words) -> Words:
    """One spelling of each sign.  A sign with a mark, as `→ₘ` and `=ᵐ`, is a sign of its own."""
    found: list[str] = []
    at = 0
    before_label = ""  # what stands before the last `[`
    last_in = max((n for n, word in enumerate(tokens) if word == "in"), default=-1)
    while at < len(tokens):
        word, follows = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else ""
        if (word, follows) in _SPELLINGS:
            found.append(_SPELLINGS[word, follows])
            at += 2
            continue
        if word in _BEFORE_IN and at < last_in:
            at = tokens.index("in", at) + 1
            continue
        if word == "[":
            before_label = tokens[at - 1] if at else ""
        at += 1
        if word in _MARKED and (_is_mark(follows) or _is_marked_arrow(tokens, at)):
            found.append(word + follows)
            at += 1
        elif word == "->" and before_label in _BEFORE_LABELS and tokens[at - 2] == "]":
            found.append(word)  # the end of a sign with something in it, as in `s -[e]-> t`
        else:
            found.append(_ONE_SPELLING.get(word) or _decimal(word))
    return tuple(found)


def _decimal(word: str) -> str:
    """`0x10`, `0b11` and `1_000` as `16`, `3` and `1000`, but for what is too long to be told so:
    Python refuses more than some 4,000 digits, since they take more than linear time."""
    if not word[0].isdigit() or not _NUMERAL.fullmatch(word):
        return word
    if word[0] != "0":
        return word.replace("_", "")
    value = int(word, 0)
    return str(value) if value.bit_length() < _MOST_BITS else word


_NUMERAL = re.compile(r"0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[1-9][0-9_]*_[0-9]+")


_MOST_BITS = 10_000
_BEFORE_IN = frozenset({"open", "set_option"})  # `open X in p` says what p says
_BEFORE_LABELS = frozenset({"-", "~", "="})


@lru_cache(maxsize=4096)
def _is_mark(word: str) -> bool:
    """`ᵐ`, `ₘ`, `'`: letters above and below the line that begin no name."""
    return bool(word) and (
        word == "'" or (not is_ident(word) and unicodedata.category(word[0]) in ("Lm", "No"))
    )


def _is_marked_arrow(tokens: Words, at: int) -> bool:
    """Whether what follows an arrow belongs to it: `→.`, `→+*`, `→*`, `→L[R] F`."""
    if tokens[at - 1] != "→" or at + 1 >= len(tokens):
        return False
    if tokens[at] in (".", "+", "*", "^", "<"):
        return True
    return tokens[at] in ("L", "A") and tokens[at + 1] == "["


# --- bound names ----------------------------------------------------------------------------------

_QUANTIFIERS = frozenset("∀∃ΣΠ∑∏⋃⋂⨆⨅∫⨁⨂λ")  # what a sign that binds begins with
_ENDS = frozenset({",", ";"})
_DELIMITERS = frozenset({",", ";", "=>", "|", "//"})
_AFTER_THE_ELEMENT = frozenset("| // : ∈ ∉ < > ≤ ≥ ≠ ⊆ ⊂ ⊇".split())  # of a set, in its builder
_RELATIONS = frozenset(": ∈ ∉ < > ≤ ≥ ≠ ⊆ ⊂ ⊇ in := ∂ =".split())


@dataclass(slots=True)
class _Mode:
    """A binder in the making, or (`waits` empty) its body."""

    waits: frozenset[str]
    naming: bool = True
    pending: list[tuple[str, str]] = field(default_factory=list)
    active: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    """What stands in one pair of brackets; `group` when the brackets bind, as in `(x : T) → p`."""

    close: int
    group: bool = False
    is_pattern: bool = False
    modes: list[_Mode] = field(default_factory=list)
    active: list[str] = field(default_factory=list)
    declared: list[tuple[str, str]] = field(default_factory=list)
    naming: bool = False
    awaited: Counter[str] = field(default_factory=Counter)  # by how many of the modes

    def begin(self, *waits: str) -> None:
        """A binder begins, whose body comes behind one of these."""
        self.modes.append(_Mode(frozenset(waits)))
        self.awaited.update(waits)


class Apart:
    """Gives every bound name a name of its own.  One `Apart` never gives a name twice."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self, tokens: Words) -> Words:
        """The same words (spelled as by `spelled`), bound names told apart."""
        return tuple(_Walk(tokens, self._numbers).words())


def plain(name: str) -> str:
    """A name as somebody wrote it, from what `Apart` made of it (fields and all)."""
    if MARK not in name:
        return name
    head, _, rest = name.partition(MARK)
    _, dot, tail = rest.partition(".")
    return head + dot + tail


def bound_in(tokens: Words) -> Iterator[str]:
    """The names that words told apart bind themselves, as in `∑ i✝3, f i✝3`."""
    pair = pairs(tokens)
    for at, word in enumerate(tokens):
        if word[0] in _QUANTIFIERS or word in ("fun", *_LETS):
            yield from _named_after(tokens, pair, at + 1)
        elif word in BINDER_BRACKETS:
            end = _names_end(tokens, at + 1, pair[at])
            builds = word == "{" and _begins_with_name(tokens, at)
            is_binder = builds or tokens[pair[at] + 1 : pair[at] + 2] == ("→",)
            if is_binder and end < len(tokens) and tokens[end] in _RELATIONS | {"|", "//"}:
                yield from tokens[at + 1 : end]


def _named_after(tokens: Words, pair: list[int], at: int) -> Iterator[str]:
    """The names behind a sign that binds, up to a type, a bound or the body."""
    while at < len(tokens):
        word = tokens[at]
        if word == "⟨":
            yield from (w for w in tokens[at : pair[at]] if MARK in w)
        elif word in BINDER_BRACKETS:
            inside = tokens[at + 1 : pair[at]]
            yield from inside[: _names_end(inside, 0, len(inside))]
        elif MARK in word:
            yield word
        elif word != "_":
            return
        at = (pair[at] if pair[at] > at else at) + 1


class _Walk:
    """One pass over words that knows which name is bound where."""

    def __init__(self, tokens: Words, numbers: Iterator[int]) -> None:
        self.tokens = tokens
        self.pair = pairs(tokens)
        self.numbers = numbers
        self.names: dict[str, list[str]] = {}
        self.builders = _set_builders(tokens, self.pair)
        self.levels = [_Level(len(tokens))]

    def words(self) -> Iterator[str]:
        """The words, bound names told apart."""
        for at, word in enumerate(self.tokens):
            level = self.levels[-1]
            if at == level.close:
                self._close()
                yield word
            elif self.pair[at] >= 0:
                self._open(at, word, level)
                yield word
            elif is_ident(word) or word == "_":
                yield self._name(at, word, level)
            else:
                self._sign(at, word, level)
                yield word

    # -- brackets --

    def _open(self, at: int, word: str, level: _Level) -> None:
        close = self.pair[at]
        mode = level.modes[-1] if level.modes else None
        end = _names_end(self.tokens, at + 1, close)
        named = at + 1 < end < len(self.tokens) and self.tokens[end] == ":"
        new = _Level(close)
        if word in BINDER_BRACKETS and named and self._binds(close, mode):
            new.group = new.naming = True
        elif (
            mode is not None
            and mode.waits
            and mode.naming
            and (word == "⟨" or (end == close and word != "["))
        ):
            new.group = new.is_pattern = new.naming = True
        elif at in self.builders:
            new.begin("|", "//")
        elif level.is_pattern:
            new.group = new.is_pattern = new.naming = True
        self.levels.append(new)

    def _binds(self, close: int, mode: _Mode | None) -> bool:
        """Whether `(x : T)` binds x: before an arrow, or where a binder names."""
        if mode is not None and mode.waits and mode.naming:
            return True
        return self.tokens[close + 1 : close + 2] == ("→",)

    def _close(self) -> None:
        level = self.levels.pop()
        for mode in level.modes:
            self._forget(mode.active)
        self._forget(level.active)
        if level.group and self.levels:
            outer = self.levels[-1]
            if level.is_pattern and outer.is_pattern:
                outer.declared += level.declared
                return
            active = outer.modes[-1].active if outer.modes else outer.active
            for name, new in level.declared:
                self._activate(name, new, active)

    # -- names --

    def _name(self, at: int, word: str, level: _Level) -> str:
        mode = level.modes[-1] if level.modes else None
        if level.naming:
            return self._declare(word, level.declared)
        if mode is not None and mode.waits and mode.naming and word not in _RELATIONS:
            return self._declare(word, mode.pending)
        if word in _LETS or word in ("fun", "Σ", "Π"):
            self._sign(at, word, level)
            return word
        if word in _RELATIONS:
            self._sign(at, word, level)
            return word
        if self.tokens[at + 1 : at + 2] == (":=",) and at and self.tokens[at - 1] in "({,":
            return word  # the name of an argument or of a field
        head, dot, rest = word.partition(".")
        known = self.names.get(head)
        return f"{known[-1]}{dot}{rest}" if known else word

    def _declare(self, word: str, into: list[tuple[str, str]]) -> str:
        if word == "_":
            return word
        new = f"{word}{MARK}{next(self.numbers)}"
        into.append((word, new))
        return new

    def _activate(self, name: str, new: str, active: list[str]) -> None:
        self.names.setdefault(name, []).append(new)
        active.append(name)

    def _forget(self, active: list[str]) -> None:
        for name in reversed(active):
            self.names[name].pop()
            if not self.names[name]:
                del self.names[name]
        active.clear()

    # -- signs --

    def _sign(self, at: int, word: str, level: _Level) -> None:
        if word[0] in _QUANTIFIERS or word == "fun":
            follows = self.tokens[at + 1] if at + 1 < len(self.tokens) else ""
            if is_ident(follows) or follows in ("_", "(", "{", "[", "⦃", "⟨"):
                level.begin("=>" if word == "fun" else ",")
        elif word in _LETS:
            level.begin(";")
        elif level.naming and word == ":":
            level.naming = False
        elif word in _DELIMITERS:
            self._delimit(word, level)
        elif word in _RELATIONS and level.modes:
            level.modes[-1].naming = False

    def _delimit(self, word: str, level: _Level) -> None:
        is_awaited = level.awaited[word] > 0  # or all that is open would be asked again and again
        if not is_awaited and word not in _ENDS:
            return
        at = len(level.modes) - 1 if is_awaited else -1
        while at >= 0 and word not in level.modes[at].waits:
            at -= 1
        for mode in reversed(level.modes[at + 1 :]):
            self._forget(mode.active)
            level.awaited.subtract(mode.waits)
        del level.modes[at + 1 :]
        if at >= 0:
            mode = level.modes[at]
            level.awaited.subtract(mode.waits)
            mode.waits, mode.naming = frozenset(), False
            for name, new in mode.pending:
                self._activate(name, new, mode.active)
            mode.pending = []


def _set_builders(tokens: Words, pair: list[int]) -> set[int]:
    """The braces of `{x | p}`, `{x : T // p}`: those with a bar of their own after one name, with
    its type or bound.  In `{f n | n : ℕ}` what stands before the bar is a term, and binds nothing.
    """
    found: set[int] = set()
    waiting: list[int] = []
    for at, word in enumerate(tokens):
        if pair[at] >= 0:
            waiting.append(at)
        elif word in _CLOSERS and waiting:
            waiting.pop()
        elif word in ("|", "//") and waiting and _begins_with_name(tokens, waiting[-1]):
            found.add(waiting[-1])
    return found


def _begins_with_name(tokens: Words, at: int) -> bool:
    named = tokens[at] == "{" and len(tokens) > at + 2 and is_ident(tokens[at + 1])
    return named and tokens[at + 2] in _AFTER_THE_ELEMENT
