"""What changed between two texts, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from indexer.judge.records import Drift

_LONGEST = 4_000  # words on a side that are compared word by word


def word_drift(
    parts: Iterable[str], before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Drift]:
    """What changed in some parts."""
    for part in parts:
        old, new = before.get(part, ""), after.get(part, "")
        yield Drift(part, tuple(word_runs(old, new)))


def word_runs(before: str, after: str) -> Iterator[tuple[str, str]]:
    """A word diff of two texts: runs of words with "=" (kept), "-" (gone) or "+" (new)."""
    return runs(before.split(), after.split())


def runs(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """A word diff, in runs of kept, gone and new words."""
    if max(len(before), len(after)) > _LONGEST:
        yield "-", " ".join(before[:_LONGEST])
        yield "+", " ".join(after[:_LONGEST])
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield "=", " ".join(before[a:b])
            continue
        if b > a:
            yield "-", " ".join(before[a:b])
        if d > c:
            yield "+", " ".join(after[c:d])
