"""Which of many names a misspelt one was meant to be: the one place that answers "did you mean"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property

from rapidfuzz import fuzz, process

_LONGEST = 200  # characters of a word that somebody may have misspelt
_LIKENESS = 0.6  # from which on words are alike


def near(
    word: str, choices: Iterable[str], limit: int = 1, likeness: float = _LIKENESS
) -> list[str]:
    """The choices most like a word, best first, equal ones in the order of the choices.

    `likeness` is twice the letters two words share in order, over the letters of both: 1 for equal
    words.  A word too long to be anybody's slip has no neighbours.
    """
    if len(word) > _LONGEST:
        return []
    listed: Sequence[str] = [c for c in choices if len(c) in _lengths(word, likeness)]
    least = 100 * likeness
    found = process.extract(word, listed, scorer=fuzz.ratio, limit=limit, score_cutoff=least)
    return [choice for choice, _, _ in found]


def _lengths(word: str, likeness: float) -> range:
    """The lengths that a word so like this one can have."""
    least = likeness / (2 - likeness)
    return range(int(len(word) * least), int(len(word) / least) + 1)


def one_apart(words: Iterable[str], known: Iterable[str]) -> dict[str, list[str]]:
    """For each word, in their order, the known ones, in their order, that differ from it by one
    letter more, less, other or moved.  They are looked up by what is left without one letter, so
    that nothing is compared with everything; a word too long to be anybody's slip has none."""
    found: dict[str, list[str]] = {word: [] for word in words if len(word) <= _LONGEST}
    left: dict[str, list[str]] = defaultdict(list)
    for word in found:
        for shorter in {word, *_shorter(word)}:
            left[shorter].append(word)
    lengths = {len(word) + more for word in found for more in (-1, 0, 1)}
    for name in sorted(name for name in known if len(name) in lengths):
        shorter_ones = {name, *_shorter(name)}
        for word in {word for each in shorter_ones for word in left.get(each, ())} - {name}:
            found[word].append(name)
    return found


def two_longer(words: Set[str], known: Iterable[str]) -> dict[str, list[str]]:
    """For each word the known ones that hold two letters more and are else the same."""
    found: dict[str, list[str]] = {word: [] for word in words}
    lengths = {len(word) + 2 for word in words}
    for name in (name for name in known if len(name) in lengths):
        for word in words & {each for one in _shorter(name) for each in _shorter(one)}:
            found[word].append(name)
    return found


def _shorter(word: str) -> set[str]:
    """A word without one of its letters."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


class KnownNames:
    """Full names to be suggested, of which there may be a quarter of a million.  Only those are
    compared whose last component is like the misspelt one's and begins as that does: few slips are
    made there, and a long namespace is like itself in front of any word."""

    def __init__(self, names: Iterable[str]) -> None:
        self._ending: dict[str, list[str]] = defaultdict(list)  # last component → names
        for name in names:
            self._ending[_last(name)].append(name)

    @cached_property
    def _lasts(self) -> Mapping[str, Sequence[str]]:
        """The last components by the letter that they begin with, small."""
        found: dict[str, list[str]] = defaultdict(list)
        for last in self._ending:
            found[last[:1].casefold()].append(last)
        return found

    def ending(self, last: str) -> Sequence[str]:
        """The names with that last component."""
        return self._ending.get(last, ())

    def near(self, word: str, limit: int = 1) -> list[str]:
        """The names most like a misspelt one, best first."""
        if len(word) > _LONGEST:
            return []
        last, lengths = _last(word), _lengths(word, 0.75)
        known = self._lasts.get(last[:1].casefold(), ())
        alike = near(last, known, len(known))
        return near(
            word, [n for each in alike for n in self._ending[each] if len(n) in lengths], limit
        )


def _last(name: str) -> str:
    return name[name.rfind(".") + 1 :]
