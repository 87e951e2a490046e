"""Full names that somebody may have meant who wrote one that nothing has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from indexer.base.suggestions import KnownNames
from indexer.lean.names import canonical, halves


class Called(NamedTuple):
    """What one declaration of a project is called by: its own name and those of its parts, in full
    and canonical, and the last components of those that its attributes make."""

    project: str
    name: str
    names: tuple[str, ...]
    makes: Iterable[str] = ()


class Suggestions:
    """The names of an index to be suggested; those of a project are sorted when it is first asked
    about."""

    def __init__(self, declared: Iterable[Called]) -> None:
        self._declared = tuple(declared)
        self._known: dict[str | None, tuple[dict[str, list[str]], KnownNames]] = {}

    def like(self, name: str, project: str | None = None, limit: int = 3) -> list[str]:
        """Names like `name`, of a project or of all: declarations called by the same last component
        first, then by spelling."""
        name = canonical(name)
        by_last, names = self._of(project)
        same = sorted({*by_last.get(halves(name)[1], ())})
        return [n for n in dict.fromkeys([*same, *names.near(name, limit)]) if n != name][:limit]

    def _of(self, project: str | None) -> tuple[dict[str, list[str]], KnownNames]:
        if project not in self._known:
            by_last: dict[str, list[str]] = defaultdict(list)
            names: dict[str, None] = {}
            for each in self._declared:
                if project in (None, each.project):
                    names.update(dict.fromkeys(each.names))
                    for last in (*(halves(n)[1] for n in each.names), *each.makes):
                        by_last[last].append(each.name)
            self._known[project] = by_last, KnownNames(names)
        return self._known[project]
