"""Which of many names a misspelt one was meant to be: the one place that answers "did you mean"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

_LONGEST = 200  # characters of a word that somebody may have misspelt


def near(word: str, choices: Iterable[str], limit: int = 1, likeness: float = 0.6) -> list[str]:
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
    compared whose last component begins as the misspelt one's does: few slips are made there."""

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
        return near(word, pool, limit)


def _initial(name: str) -> str:
    """The letter that the last component of a name begins with, small."""
    return name[name.rfind(".") + 1 :][:1].casefold()
