"""The normal form of words up to the names that are bound in them.

Statements that differ in the names of bound variables only are one statement to Lean's kernel.
Here every name that a binder surely binds becomes its number.  Text cannot tell each binder, so
that what is not surely one stays as it is written, and a name that is also written where no binder
of it is known keeps its spelling everywhere: two words alike always mean the same thing, and two
that differ may.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from indexer.lean.syntax.keywords import NEVER_NAMES
from indexer.lean.syntax.lexer import is_ident

Words = Sequence[str]

_OPEN = {"(": ")", "{": "}", "[": "]", "⦃": "⦄", "⟨": "⟩"}
_CLOSE = frozenset(_OPEN.values())
_GROUPS = frozenset("({[⦃")
_QUANTIFIERS = frozenset("∀ ∃ fun Σ Π ∑ ∏ ∫ ⋃ ⋂ ⨆ ⨅ ⨍".split())
_MARKS = frozenset("! ' ᵐ ᶠ ⁻".split())  # what may stand between a quantifier and its names
_ARROWS = frozenset({"→", "×"})
_NEXT = frozenset({"|", ":=", "where"})  # after these a definition's next part begins
_NO_NAMES = frozenset(NEVER_NAMES) | frozenset("in with from fun let have show by at".split())
_SORTS = frozenset({"Type", "Sort"})


def normal(words: Words, *, statement: bool = False, parameters: int = 1) -> tuple[str, ...]:
    """Words whose bound names are numbers.

    The first `parameters` words stand before the binders of a declaration (its kind).  Of a
    `statement`, which is a proposition, a type that is bound and never used says nothing.
    """
    if _depth(words) > _DEEPEST:
        return tuple(words)
    walk = _AlphaWalk(_plainly(words), statement)
    found = walk.run(parameters)
    numbers: dict[_Bound, str] = {}
    spelled = []
    for word in found:
        if isinstance(word, str):
            spelled.append(word)
            continue
        shown = numbers.setdefault(word.bound, f"#{len(numbers) + 1}")
        name = word.bound.name
        shown = name if name in walk.kept else shown
        spelled.append(f"{shown}.{word.rest}" if word.rest else shown)
    return tuple(spelled)


def used(words: Words, names: Iterable[str]) -> frozenset[str]:
    """Those of some names, bound before the words begin, that the words mention; a word that is
    bound again in them is none."""
    if _depth(words) > _DEEPEST:
        return frozenset(names)
    walk = _AlphaWalk(words, statement=False)
    outer = [_Bound(name) for name in names]
    for one in outer:
        walk.bind(one)
    walk.run(0)
    return frozenset(one.name for one in outer if one.used)


_DEEPEST = 80  # brackets in brackets beyond which words stay as they are


def _depth(words: Words) -> int:
    steps = ((word in _OPEN) - (word in _CLOSE) for word in words)
    return max(accumulate(steps), default=0)


_ALIKE = {"letI": "let", "haveI": "have"}
_BEFORE = frozenset(": , → = ≠ ≤ < ≥ > ∧ ∨ ↔ ∈ ⊆ => ( [ { ⟨".split())
_AFTER = frozenset(": , → = ≠ ≤ < ≥ > ∧ ∨ ↔ ∈ ⊆ ) ] } ⟩".split())


def _plainly(words: Words) -> list[str]:
    """Words without brackets around an application that nothing else could take apart, and one
    word for what means the same."""
    ends = _ends(words)
    idle: set[int] = set()
    for at, end in enumerate(ends):
        if not (words[at] == "(" and at > 0 and at + 1 < end < len(words) - 1):
            continue
        alone = words[at - 1] in _BEFORE and words[end + 1] in _AFTER
        if alone and all(_is_plain(words[inside]) for inside in range(at + 1, end)):
            idle |= {at, end}
    return [_ALIKE.get(word, word) for at, word in enumerate(words) if at not in idle]


@dataclass(slots=True, eq=False)
class _Bound:
    """A bound name; `used` tells whether it occurs beyond its binder."""

    name: str
    used: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """An occurrence of a bound name, with the fields that are asked of it."""

    bound: _Bound
    rest: str = ""


@dataclass(slots=True)
class _Bracket:
    """One bracket that is open: the names bound in it, those that a quantifier named and whose
    comma is to come, and whether `|` begins an alternative there, which ends what was bound, as
    the comma between two terms does."""

    bound: list[str] = field(default_factory=list)
    pending: list[_Bound] = field(default_factory=list)
    alternatives: bool = False
    first: int = 0  # how many of `bound` stay for all alternatives


class _AlphaWalk:
    """Goes through words once, left to right, with the names in scope at hand."""

    def __init__(self, words: Words, statement: bool) -> None:
        self._words = words
        self._statement = statement
        self._ends = _ends(words)
        self._scope: dict[str, list[_Bound]] = {}
        self._levels = [_Bracket()]
        self.kept: set[str] = set()

    def run(self, parameters: int) -> list[str | _Word]:
        found: list[str | _Word] = list(self._words[:parameters])
        at = parameters
        groups: list[tuple[list[_Bound], list[str | _Word]]] = []
        while at < len(self._words) and self._words[at] in _GROUPS and self._ends[at] >= 0:
            groups += self._group(at)
            at = self._ends[at] + 1
        top = self._levels[0]
        top.first, top.alternatives = len(top.bound), not self._statement
        rest = list(self._until(at, len(self._words)))
        self._close(top)
        later = {_key(words): at for at, (_, words) in enumerate(groups) if words[:1] == ["["]}
        kept = [
            words
            for at, (names, words) in enumerate(groups)
            if not self._is_idle(names, words) and not self._is_twice(names, at, later, words)
        ]
        for words in sorted(kept, key=_binder_order):
            found += words
        return found + rest

    def _is_idle(self, names: list[_Bound], words: list[str | _Word]) -> bool:
        """Whether a binder is of a type that nothing mentions."""
        left_out = self._statement or words[0] == "{"
        return left_out and _is_sort(words) and not any(name.used for name in names)

    @staticmethod
    def _is_twice(
        names: list[_Bound],
        at: int,
        later: Mapping[tuple[object, ...], int],
        words: list[str | _Word],
    ) -> bool:
        """Whether an instance is asked for again further on, which is then the one in use."""
        again = words[:1] == ["["] and later[_key(words)] > at
        return again and not any(name.used for name in names)

    # -- binders --

    def _group(self, at: int) -> Iterator[tuple[list[_Bound], list[str | _Word]]]:
        """The binders of one bracket, a name each; their names are in scope from here on."""
        bracket, end = self._words[at], self._ends[at]
        colon = self._names_end(at + 1, end)
        has_type = colon < end and self._words[colon] == ":"
        if bracket == "[" and not (has_type and colon > at + 1):
            names, start = ["_"], at + 1  # an instance without a name
        elif has_type or colon == end:
            names, start = list(self._words[at + 1 : colon]), colon + has_type
        else:  # a pattern, or nothing that is known
            yield [], list(self._until(at, end + 1))
            return
        typed = list(self._until(start, end))
        made = [_Bound(name) for name in names]
        for one in made:
            self.bind(one)
            yield [one], [bracket, _Word(one), ":", *typed, _OPEN[bracket]]

    def _names_end(self, at: int, end: int) -> int:
        while at < end and _is_name(self._words[at]):
            at += 1
        return at

    def bind(self, bound: _Bound) -> None:
        """Bring a name into scope."""
        self._scope.setdefault(bound.name, []).append(bound)
        self._levels[-1].bound.append(bound.name)

    def _forget(self, level: _Bracket, first: int) -> None:
        """What was bound in a level goes out of scope; a quantifier without a comma was none."""
        while len(level.bound) > first:
            self._scope[level.bound.pop()].pop()
        self.kept.update(one.name for one in level.pending if one.name != "_")
        level.pending.clear()

    def _close(self, level: _Bracket) -> None:
        self._forget(level, 0)

    # -- everything else --

    def _until(self, at: int, end: int) -> Iterator[str | _Word]:
        """The normal form of the words from `at` to `end`."""
        words = self._words
        while at < end:
            word = words[at]
            if word in _OPEN and self._ends[at] >= 0:
                after = self._ends[at] + 1
                if word in _GROUPS and after < end and words[after] in _ARROWS and self._binds(at):
                    for _, group in self._group(at):
                        yield from group
                    at = after
                    continue
                yield from self._bracket(at)
                at = after
            elif word in _QUANTIFIERS:
                yield word
                at = yield from self._quantifier(at + 1, end)
            else:
                level = self._levels[-1]
                if word == "|" and words[at - 1] in ("with", "fun"):
                    level.alternatives, level.first = True, len(level.bound)
                elif (word in _NEXT and level.alternatives) or (word == "," and not level.pending):
                    self._forget(level, level.first)
                yield self._plain(at)
                if word in (",", "=>", "↦"):
                    for one in level.pending:
                        self.bind(one)
                    level.pending.clear()
                at += 1

    def _binds(self, at: int) -> bool:
        """Whether a bracket before an arrow is a binder: `(x : T)`."""
        colon = self._names_end(at + 1, self._ends[at])
        named = colon > at + 1 and self._words[colon] == ":"
        return named or self._words[at] == "["

    def _bracket(self, at: int) -> Iterator[str | _Word]:
        """A bracket closes over what is bound in it."""
        end = self._ends[at]
        level = _Bracket()
        self._levels.append(level)
        yield self._words[at]
        start = at + 1
        if self._words[at] == "{" and self._builds_set(start, end):
            one = _Bound(self._words[start])
            yield _Word(one)
            bar = self._bar(start, end)
            yield from self._until(start + 1, bar)
            self.bind(one)
            level.first = len(level.bound)
            start = bar
        yield from self._until(start, end)
        yield self._words[end]
        self._levels.pop()
        self._close(level)

    def _builds_set(self, start: int, end: int) -> bool:
        """`{x | …}`, `{x : T // …}`, `{x ∈ s | …}`."""
        words = self._words
        named = start + 1 < end and _is_name(words[start])
        return named and words[start + 1] in ("|", "//", ":", "∈") and self._bar(start, end) < end

    def _bar(self, at: int, end: int) -> int:
        while at < end and self._words[at] not in ("|", "//"):
            at = self._ends[at] + 1 if self._ends[at] > at else at + 1
        return at

    def _quantifier(self, at: int, end: int) -> Generator[str | _Word, None, int]:
        """The names after a quantifier; those without brackets are in scope after its comma."""
        words = self._words
        while at < end and words[at] in _MARKS:
            yield words[at]
            at += 1
        while at < end:
            word = words[at]
            if word in _GROUPS and self._ends[at] >= 0 and self._binds(at):
                for _, group in self._group(at):
                    yield from group
                at = self._ends[at] + 1
            elif _is_name(word):
                one = _Bound(word)
                self._levels[-1].pending.append(one)
                yield _Word(one)
                at += 1
            else:
                break
        return at

    def _plain(self, at: int) -> str | _Word:
        """A word that is no binder: what is in scope under its name, or the word itself."""
        word = self._words[at]
        if not is_ident(word) or word == "_":
            return word
        head, _, rest = word.partition(".")
        named = at + 1 < len(self._words) and self._words[at + 1] == ":="  # an argument or a field
        stack = self._scope.get(head)
        if stack and not named:
            stack[-1].used = True
            return _Word(stack[-1], rest)
        self.kept.add(head)
        return word


def _ends(words: Words) -> list[int]:
    """For each opening bracket the index of the one that closes it, -1 for all else."""
    found = [-1] * len(words)
    stack: list[int] = []
    for at, word in enumerate(words):
        if word in _OPEN:
            stack.append(at)
        elif word in _CLOSE and stack and _OPEN[words[stack[-1]]] == word:
            found[stack.pop()] = at
    return found


def _is_name(word: str) -> bool:
    """Whether a word may be the name of a variable."""
    return word == "_" or (is_ident(word) and "." not in word and word not in _NO_NAMES)


_CLASSES = frozenset(
    "Finite Infinite Countable Uncountable Nonempty IsEmpty Subsingleton Nontrivial Fact "
    "MeasurableSingletonClass BorelSpace OpensMeasurableSpace StandardBorelSpace CompactSpace "
    "IsProbabilityMeasure IsFiniteMeasure SigmaFinite SFinite T2Space CompleteSpace "
    "SecondCountableTopology DiscreteMeasurableSpace IsTopologicalGroup "
    "IsTopologicalAddGroup".split()
)
"""Some classes that hold no data, so that their order says nothing."""


def _binder_order(binder: list[str | _Word]) -> tuple[int, str]:
    """Where a binder stands in the normal form: variables that are left out where they are named by
    what follows come first, then all else as it is written, then instances that hold no data."""
    words = [word if isinstance(word, str) else word.bound.name for word in binder]
    typed = words[3:-1]
    if binder[0] == "[":
        return (2, " ".join(typed)) if typed[:1] and typed[0] in _CLASSES else (1, "")
    if binder[0] == "{" and all(is_ident(w) or w in "()→*" for w in typed):
        return 0, ""
    return 1, ""


def _key(binder: list[str | _Word]) -> tuple[object, ...]:
    """What tells instances of one class and type from others."""
    return tuple(w if isinstance(w, str) else (id(w.bound), w.rest) for w in binder[3:-1])


def _is_plain(word: str) -> bool:
    """Whether a word is a name, with or without fields."""
    return is_ident(word) and word not in _NO_NAMES


def _is_sort(binder: Sequence[str | _Word]) -> bool:
    """Whether a binder is of a universe: its words are `( x : Type … )`."""
    return len(binder) > 3 and binder[3] in _SORTS
