"""Recognises the holes of now among those that were tolerated or there before.

The identity of a hole is its declaration, never a path or line.  A declaration of the same name and
statement is the same, as often as it was there before and no oftener; one new and one vanished name
with the same statement is a rename; anything less certain is new.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Container, Iterable
from dataclasses import dataclass

from indexer.gate.baseline import BaselineEntry
from indexer.gate.holes import Hole

_ALGORITHM = re.compile(r"([a-z]+)(\d{1,9})")

Key = tuple[str, tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """One kind of hole that one declaration may have: from a baseline entry, or because it had that
    hole at the base revision."""

    key: Key
    fingerprint: str
    source: BaselineEntry | Hole


@dataclass(frozen=True, slots=True)
class Matching:
    """What became of holes and tolerances.

    `known` are recognised, `moved` were renamed, `changed` have a tolerance for another statement,
    `new` have none; `gone` are the tolerances that no hole needs any more.
    """

    known: tuple[tuple[Hole, Tolerance], ...]
    moved: tuple[tuple[Hole, Tolerance], ...]
    changed: tuple[tuple[Hole, Tolerance], ...]
    new: tuple[Hole, ...]
    gone: tuple[Tolerance, ...]


def of_entries(entries: Iterable[BaselineEntry]) -> tuple[Tolerance, ...]:
    """The tolerances of a baseline, one for each entry and kind, and each time it tolerates it."""
    return tuple(
        Tolerance((entry.project, entry.subject, kind), entry.statement, entry)
        for entry in entries
        for kind in entry.tolerates
        for _ in range(entry.times)
    )


def of_holes(holes: Iterable[Hole]) -> tuple[Tolerance, ...]:
    """The tolerances a base revision gives: what it had, now may have."""
    return tuple(Tolerance(hole.key, hole.fingerprint, hole) for hole in holes)


def of_holes_left(holes: Iterable[Hole], taken: Iterable[Hole]) -> tuple[Tolerance, ...]:
    """The same without one for each hole of now that is recognised otherwise: what there was once
    does not serve twice."""
    counts = Counter((hole.key, hole.fingerprint) for hole in taken)
    left = []
    for hole in holes:
        if counts[hole.key, hole.fingerprint]:
            counts[hole.key, hole.fingerprint] -= 1
        else:
            left.append(hole)
    return of_holes(left)


def match(
    holes: Iterable[Hole],
    tolerances: Iterable[Tolerance],
    names: Container[tuple[str, str]],
) -> Matching:
    """Hold holes against tolerances.

    `names` holds the declarations that exist, as project and full name: one that still exists
    cannot have been renamed away, so that proving one and adding a twin elsewhere is new.
    """
    offered = tuple(tolerances)
    same = _Same(offered)
    known: list[tuple[Hole, Tolerance]] = []
    rest: list[Hole] = []
    for hole in holes:
        tolerance = same.take(hole)
        if tolerance:
            known.append((hole, tolerance))
        else:
            rest.append(hole)
    used = {id(tolerance) for _, tolerance in known}
    spare = [tolerance for tolerance in offered if id(tolerance) not in used]
    changed, rest, spare = _changed(rest, spare)
    moved, new, gone = _moved(rest, spare, names)
    return Matching(tuple(known), tuple(moved), tuple(changed), tuple(new), tuple(gone))


class _Same:
    """Finds the tolerance of the same name and statement.

    Where a fingerprint of an older algorithm cannot be compared, the name decides: a better
    algorithm must not turn everything new.
    """

    def __init__(self, tolerances: Iterable[Tolerance]) -> None:
        self._exact: dict[tuple[Key, str], list[Tolerance]] = defaultdict(list)
        self._by_algorithm: dict[Key, dict[str, list[Tolerance]]] = defaultdict(dict)
        for tolerance in reversed(tuple(tolerances)):  # the last of a list goes first
            alike = self._exact[tolerance.key, tolerance.fingerprint]
            alike.append(tolerance)
            algorithm = tolerance.fingerprint.partition(":")[0]
            self._by_algorithm[tolerance.key][algorithm] = alike

    def take(self, hole: Hole) -> Tolerance | None:
        """The tolerance of a hole, which serves it and no other."""
        alike = self._exact.get((hole.key, hole.fingerprint))
        if hole.former and not alike:
            alike = self._exact.get((hole.key, hole.former))
        if not alike and not hole.former:
            own = hole.fingerprint.partition(":")[0]
            others = self._by_algorithm.get(hole.key, {}).items()
            alike = next((found for name, found in others if _is_older(name, own)), None)
        return alike.pop() if alike else None


def _is_older(algorithm: str, than: str) -> bool:
    """Algorithms are named "text1", "text2", …; nothing else is comparable in age."""
    one, other = _ALGORITHM.fullmatch(algorithm), _ALGORITHM.fullmatch(than)
    if one is None or other is None or one[1] != other[1]:
        return False
    return 1 <= int(one[2]) < int(other[2])


def _changed(
    holes: list[Hole], spare: list[Tolerance]
) -> tuple[list[tuple[Hole, Tolerance]], list[Hole], list[Tolerance]]:
    """Pair the same name with another statement; each spare tolerance explains one hole."""
    by_key: dict[Key, deque[Tolerance]] = defaultdict(deque)
    for tolerance in spare:
        by_key[tolerance.key].append(tolerance)
    changed: list[tuple[Hole, Tolerance]] = []
    rest: list[Hole] = []
    for hole in holes:
        if by_key[hole.key]:
            changed.append((hole, by_key[hole.key].popleft()))
        else:
            rest.append(hole)
    return changed, rest, [t for group in by_key.values() for t in group]


def _moved(
    holes: list[Hole], spare: list[Tolerance], names: Container[tuple[str, str]]
) -> tuple[list[tuple[Hole, Tolerance]], list[Hole], list[Tolerance]]:
    """Pair one new with one vanished name of the same statement and kind; several are ambiguous."""
    appeared: dict[tuple[str, str], list[Hole]] = defaultdict(list)
    for hole in holes:
        appeared[hole.fingerprint, hole.kind].append(hole)
    vanished: dict[tuple[str, str], list[Tolerance]] = defaultdict(list)
    for tolerance in spare:
        project, (what, name), kind = tolerance.key
        mark = tolerance.fingerprint, kind
        if what != "declaration" or not tolerance.fingerprint or mark not in appeared:
            continue  # nothing it could have become, and asking for names is dear
        if (project, name) not in names:
            vanished[mark].append(tolerance)
    moved = [
        (appeared[mark][0], found[0])
        for mark, found in vanished.items()
        if len(found) == 1 and len(appeared[mark]) == 1
    ]
    holes_done = {id(hole) for hole, _ in moved}
    done = {id(tolerance) for _, tolerance in moved}
    return (
        moved,
        [hole for hole in holes if id(hole) not in holes_done],
        [tolerance for tolerance in spare if id(tolerance) not in done],
    )
