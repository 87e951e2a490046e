"""The index: all scanned modules of all projects, and how a declaration of it is addressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from indexer.lake.project import holds
from indexer.lake.records import Project
from indexer.lean.records import Module


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that should have been scanned and could not be."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProjectIndex:
    """A project with its scanned modules, in order of path. `reachable` names the modules that some
    library of the project builds (roots, globs and their imports); `unbuildable` those that Lean
    cannot build for what they import, each with the reason."""

    project: Project
    modules: tuple[Module, ...]
    reachable: frozenset[str]
    unread: tuple[Unread, ...] = ()
    unbuildable: tuple[tuple[str, str], ...] = ()
    # files that modules include: (path below the root, sha256; "" when it cannot be read)
    inputs: tuple[tuple[str, str], ...] = ()

    def holds(self, module: str) -> bool:
        """Whether a module belongs to one of the project's libraries, so that Lake looks for it
        here; any does where the lakefile was not understood or names no library."""
        return not self.project.libraries or holds(self.project, module)

    def only(self, keep: Callable[[Module], bool]) -> ProjectIndex:
        """The project with some of its modules alone."""
        return replace(self, modules=tuple(filter(keep, self.modules)))


@dataclass(frozen=True, slots=True)
class Index:
    """All projects of a catalogue, scanned."""

    projects: tuple[ProjectIndex, ...]

    @property
    def complete(self) -> bool:
        """True when every file that should have been scanned was."""
        return not any(p.unread for p in self.projects)

    @property
    def declarations(self) -> int:
        """How many declarations there are."""
        return sum(len(m.declarations) for p in self.projects for m in p.modules)

    @property
    def is_large(self) -> bool:
        """Whether to look up every word of every declaration takes minutes and gigabytes."""
        return self.declarations > _LARGE

    def only(self, keep: Callable[[ProjectIndex, Module], bool]) -> Index:
        """The projects with some of their modules alone."""
        return Index(tuple(p.only(partial(keep, p)) for p in self.projects))


_LARGE = 100_000  # declarations; of Mathlib there are 250,000, which take three minutes


class Ref(NamedTuple):
    """A declaration of the index, addressed: project id, module name, full declaration name.

    A tuple, since millions of them are looked up in tables.
    """

    project: str
    module: str
    name: str

    def __str__(self) -> str:
        return self.name
