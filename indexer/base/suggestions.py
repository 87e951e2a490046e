"""Which of many names a misspelt one was meant to be: the one place that answers "did you mean"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from rapidfuzz import fuzz, process

_LONGEST = 200  # characters of a word that somebody may have misspelt
_LIKENESS = 0.6  # from which on words are alike
_TRIED = 8  # names for each that is wanted


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


class KnownNames:
    """Full names to be suggested, of which there may be a quarter of a million.  Only those are
    compared whose last component begins as the misspelt one's does: few slips are made there; and
    the last components have to be alike by themselves, since a long namespace is like itself in
    front of any word."""

    def __init__(self, names: Iterable[str]) -> None:
        self._buckets: dict[tuple[str, int], list[str]] = defaultdict(list)
        for name in names:
            self._buckets[_initial(name), len(name)].append(name)

    def near(self, word: str, limit: int = 1) -> list[str]:
        """The names most like a misspelt one, best first."""
        if len(word) > _LONGEST:
            return []
        lengths = _lengths(word, 0.75)
        pool = [n for size in lengths for n in self._buckets.get((_initial(word), size), ())]
        alike = (n for n in near(word, pool, _TRIED * limit) if _same_last(word, n))
        return list(islice(alike, limit))


def _initial(name: str) -> str:
    """The letter that the last component of a name begins with, small."""
    return _last(name)[:1].casefold()


def _last(name: str) -> str:
    return name[name.rfind(".") + 1 :]


def _same_last(word: str, name: str) -> bool:
    return fuzz.ratio(_last(word), _last(name)) >= 100 * _LIKENESS
