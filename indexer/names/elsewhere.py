"""Whether a name that no project here declares may be one that was not read: a package's, or one
that a command makes."""

from __future__ import annotations

from collections.abc import Callable

from indexer.lean.names import canonical
from indexer.scan.records import Index


def may_be(name: str, index: Index, is_known: Callable[[str], bool]) -> bool:
    """Whether text cannot tell that nothing has the name.  `is_known` tells of a full name whether
    a project declares it: a command or an attribute may make names below it, and of instances."""
    name = canonical(name)
    above, _, last = name.rpartition(".")
    if last.startswith("inst") or (above and is_known(above)):
        return True
    complete = not any(d.url or d.path for p in index.projects for d in p.project.dependencies)
    return not complete and not (above and name.split(".")[0] in _roots(index))


def _roots(index: Index) -> frozenset[str]:
    """The first components of names that are the projects' own: those of their libraries."""
    projects = (p.project for p in index.projects)
    return frozenset(r.split(".")[0] for p in projects for lib in p.libraries for r in lib.roots)
