"""Words → the claims and declarations that hold them all, best first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from indexer.judge.records import ClaimReport
from indexer.names.table import Entry


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found; exactly one of `claim` and `entry` is set.  `rank` is low for the best."""

    rank: tuple[int, str]
    claim: ClaimReport | None = None
    entry: Entry | None = None


class Entries:
    """Declarations whose texts stand in one text, so that to look through all of them for a word
    is one search: of 250,000 it takes some hundredths of a second."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        texts = ["\0".join(_texts(entry)).casefold() for entry in self._entries]
        self._ends = list(accumulate(len(text) + 1 for text in texts))  # each ends in a line feed
        self._all = "\n".join(texts)

    def holding(self, word: str) -> Iterator[Entry]:
        """Those that hold a word, whatever its case; none where it is of more than one line."""
        at = self._all.find(word.casefold())
        while at >= 0:
            place = bisect_right(self._ends, at)
            yield self._entries[place]
            at = self._all.find(word.casefold(), self._ends[place])


def find(words: Sequence[str], claims: Iterable[ClaimReport], entries: Entries) -> list[Hit]:
    """What holds every one of `words` in its id or name, its title, its text or its statement.

    Case counts only where a word has capitals.  Names come before texts, whole names before parts;
    claims before declarations.
    """
    wanted = [w for w in words if w]
    if not wanted:
        return []
    near = entries.holding(max(wanted, key=len))
    hits = [*_claims(wanted, claims), *_declarations(wanted, near)]
    return sorted(hits, key=lambda hit: hit.rank)


def _claims(words: Sequence[str], claims: Iterable[ClaimReport]) -> Iterator[Hit]:
    for report in claims:
        claim = report.claim
        backing = " ".join(b.decl for b in claim.backing)
        texts = (
            " ".join((claim.id, *claim.aliases)),
            claim.title,
            f"{claim.family} {claim.statement} {backing} {claim.why}",
        )
        worst = _worst(words, texts)
        if worst is not None:
            exact = words[0] in (claim.id, *claim.aliases)
            yield Hit((0 if exact else 2 * worst + 1, claim.id), claim=report)


def _declarations(words: Sequence[str], entries: Iterable[Entry]) -> Iterator[Hit]:
    for entry in entries:
        name = entry.ref.name
        worst = _worst(words, _texts(entry))
        if worst is not None:
            exact = words[0] in (name, name.rpartition(".")[2])
            yield Hit((0 if exact else 2 * worst + 2, name), entry=entry)


def _texts(entry: Entry) -> tuple[str, str, str]:
    """Where words are looked for, the best place first."""
    declaration = entry.declaration
    words = f"{declaration.kind} {declaration.statement}"
    return entry.ref.name, declaration.doc or "", words


def _worst(words: Sequence[str], texts: Sequence[str]) -> int | None:
    """The place of the last text that is needed to find every word; None when one is in none."""
    worst = 0
    for word in words:
        at = next((at for at, text in enumerate(texts) if _holds(text, word)), None)
        if at is None:
            return None
        worst = max(worst, at)
    return worst


def _holds(text: str, word: str) -> bool:
    return word in text or (word.islower() and word in text.lower())
