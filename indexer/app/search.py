"""Words → the claims and declarations that hold them all, best first."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from indexer.judge.records import ClaimReport
from indexer.names.table import Entry

Hit = ClaimReport | Entry
"""Something found: a claim or a declaration."""

_Ranked = tuple[int, str, int, Hit]
"""A hit with its rank, low for the best, its name, and a number that no other one has."""


class Entries:
    """Declarations whose texts stand in one text, so that to look through all of them for a word
    is one search: of 250,000 it takes some hundredths of a second."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        self._ends = [array("L"), array("L"), array("L")]  # of each entry's texts, in the whole
        found: list[str] = []
        length = 0
        for entry in self._entries:
            for text, ends in zip(_texts(entry), self._ends, strict=True):
                found.append(text.casefold())
                length += len(found[-1]) + 1
                ends.append(length)
        self._all = "\0".join(found)

    def ranked(self, words: Sequence[str]) -> Iterator[_Ranked]:
        """Those that hold every word."""
        others = [dict(self._places(word)) for word in words[1:]]
        exactly, last = words[0], f".{words[0]}"
        for at, place in self._places(words[0]):
            places = [other.get(at, -1) for other in others]
            if -1 not in places:
                entry = self._entries[at]
                name = entry.ref.name
                is_exact = name == exactly or name.endswith(last)
                yield (0 if is_exact else 2 * max(place, *places, 0) + 2, name, at, entry)

    def _places(self, word: str) -> Iterator[tuple[int, int]]:
        """The entries that hold a word, each with the place of the first of its texts that does."""
        folded, (names, docs, ends) = word.casefold(), self._ends
        is_lower = word.islower()
        at = self._all.find(folded)
        while at >= 0:
            number = bisect_right(ends, at)
            if is_lower:
                yield number, (at >= names[number]) + (at >= docs[number])
            else:
                place = _place(word, _texts(self._entries[number]))
                if place is not None:
                    yield number, place
            at = self._all.find(folded, ends[number])


def find(words: Sequence[str], claims: Iterable[ClaimReport], entries: Entries) -> list[Hit]:
    """What holds every one of `words` in its id or name, its title, its text or its statement.

    Case counts only where a word has capitals.  Names come before texts, whole names before parts;
    claims before declarations.
    """
    wanted = [w for w in words if w]
    if not wanted:
        return []
    ranked = [*_claims(wanted, claims), *entries.ranked(wanted)]
    return [hit for *_, hit in sorted(ranked, key=itemgetter(0, 1, 2))]


def _claims(words: Sequence[str], claims: Iterable[ClaimReport]) -> Iterator[_Ranked]:
    for number, report in enumerate(claims):
        claim = report.claim
        backing = " ".join(b.decl for b in claim.backing)
        texts = (
            " ".join((claim.id, *claim.aliases)),
            claim.title,
            f"{claim.family} {claim.statement} {backing} {claim.why}",
        )
        places = [_place(word, texts) for word in words]
        worst = max((at for at in places if at is not None), default=0)
        if None not in places:
            exact = words[0] in (claim.id, *claim.aliases)
            yield (0 if exact else 2 * worst + 1, claim.id, -1 - number, report)


def _texts(entry: Entry) -> tuple[str, str, str]:
    """Where words are looked for, the best place first."""
    declaration = entry.declaration
    words = f"{declaration.kind} {declaration.statement}"
    return entry.ref.name, declaration.doc or "", words


def _place(word: str, texts: Sequence[str]) -> int | None:
    """The place of the first text that holds a word; None when none does."""
    return next((at for at, text in enumerate(texts) if _holds(text, word)), None)


def _holds(text: str, word: str) -> bool:
    return word in text or (word.islower() and word in text.lower())
