"""What two indexes have in common: where one was made from the other, most files are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from indexer.lean.records import Module
from indexer.scan.records import Index, ProjectIndex

Key = tuple[str, str]
"""A module: the id of its project, and its name."""


def unchanged(one: Index, other: Index) -> frozenset[Key]:
    """The modules that are the same records in both and see only such: whatever Lean makes of a
    declaration in one of them, it makes of it in both."""
    projects = {p.project.id: p for p in one.projects}
    same = {key for p in other.projects for key in _same(projects.get(p.project.id), p)}
    changed = {name for index in (one, other) for _, name in _keys(index) - same}
    importers: dict[str, set[Key]] = defaultdict(set)
    for project in other.projects:
        for module in project.modules:
            for each in module.imports:
                importers[each.name].add((project.project.id, module.name))
    queue = list(changed)
    while queue:
        reached = importers.pop(queue.pop(), set()) & same
        same -= reached
        queue.extend(name for _, name in reached)
    return frozenset(same)


def _keys(index: Index) -> set[Key]:
    return {(p.project.id, m.name) for p in index.projects for m in p.modules}


def _same(one: ProjectIndex | None, other: ProjectIndex) -> Iterator[Key]:
    """The modules of a project that were taken over, as they are built; none of a project that is
    set up otherwise, or of which something else was read."""
    if one is None or _setting(one) != _setting(other):
        return
    before = _by_name(one.modules)
    for name, modules in _by_name(other.modules).items():
        alike = [*map(id, before.get(name, ()))] == [*map(id, modules)]
        if alike and (name in one.reachable) == (name in other.reachable):
            yield other.project.id, name


def _setting(index: ProjectIndex) -> tuple[object, ...]:
    return index.project, index.unread, index.unbuildable, index.inputs


def _by_name(modules: Iterable[Module]) -> dict[str, list[Module]]:
    found: dict[str, list[Module]] = defaultdict(list)
    for module in modules:
        found[module.name].append(module)
    return found
