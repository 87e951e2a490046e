"""What the check tolerates wholesale: by folder, by attribute, by rule, each with its reason.

A collection of open problems has thousands of sorries that nobody wants to accept one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from indexer.claims.records import Tolerated
from indexer.gate.holes import Hole

MANY = 200
"""Holes of one rule in one folder from which on they are tolerated together by `leancat init`."""


def reason_for(hole: Hole, path: str, rule: str, tolerances: Iterable[Tolerated]) -> str | None:
    """Why a hole is tolerated, None when it is not; `path` is from the top of the repository."""
    for each in tolerances:
        here = not each.folder or path == each.folder or path.startswith(f"{each.folder}/")
        if here and each.rule in ("", rule) and _has(hole.attributes, each.attribute):
            return each.reason
    return None


def _has(attributes: Iterable[str], wanted: str) -> bool:
    """Whether an attribute begins with these words."""
    words = wanted.split()
    return not words or any(
        item.split()[: len(words)] == words for text in attributes for item in text.split(",")
    )


def proposed(found: Sequence[tuple[Hole, str, str]], reason: str) -> Iterator[Tolerated]:
    """Tolerances for folders that hold many holes of one rule; of each hole is given its path from
    the top and its rule.  A folder is the first one below the project's root."""
    counts = Counter((_folder(hole, path), rule) for hole, path, rule in found)
    for (folder, rule), count in sorted(counts.items()):
        if folder and count >= MANY:
            yield Tolerated(f"{reason} ({count} of them)", folder=folder, rule=rule)


def _folder(hole: Hole, path: str) -> str:
    """The folder of a file that is in one, from the top."""
    inside, slash, _ = hole.path.partition("/")
    return path.removesuffix(hole.path) + inside if slash else ""
