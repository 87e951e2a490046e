"""Full names that somebody may have meant who wrote one that nothing has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from indexer.base.suggestions import KnownNames, near
from indexer.lean.names import canonical, halves


class Called(NamedTuple):
    """What one declaration of a project is called by: its own name and those of its parts, in full
    and canonical, its own first, and the last components of those that its attributes make."""

    project: str
    names: tuple[str, ...]
    makes: Iterable[str] = ()


class Suggestions:
    """The names of an index, to be suggested."""

    def __init__(self, declared: Iterable[Called]) -> None:
        names: dict[str, list[str]] = defaultdict(list)
        self._makers: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for project, called, makes in declared:
            names[project] += called
            for last in makes:
                self._makers[project][last].append(called[0])
        self._names = {project: KnownNames(dict.fromkeys(each)) for project, each in names.items()}

    def like(self, name: str, project: str | None = None, limit: int = 3) -> list[str]:
        """Names like `name`, of a project or of all: those with the same last component, or of what
        makes such a name, first, then by spelling."""
        name = canonical(name)
        last = halves(name)[1]
        asked = [p for p in self._names if project in (None, p)]
        same = {n for p in asked for n in self._names[p].ending(last)}
        same.update(n for p in asked for n in self._makers[p].get(last, ()))
        close = near(name, [n for p in asked for n in self._names[p].near(name, limit)], limit)
        return [n for n in dict.fromkeys([*sorted(same), *close]) if n != name][:limit]
