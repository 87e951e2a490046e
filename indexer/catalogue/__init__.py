"""The catalogue's hand-written files → `Catalogue`: every error at once, each with its place.

Reading is lenient and checking is strict: records are made of whatever the files hold, so that a
wrong key in one claim does not hide an unknown paper in the next, and nothing is returned unless no
check found anything.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from indexer.base import git
from indexer.base.errors import CatalogueError, Problem
from indexer.base.files import DiskFiles, Files
from indexer.catalogue.checks import check
from indexer.catalogue.files import LAYOUT, read_sources, repository_top
from indexer.catalogue.reader import catalogue_of
from indexer.catalogue.schema import capped
from indexer.claims.records import Catalogue, SourceEntry
from indexer.sources.claims import recognised, take

__all__ = [
    "find_catalogue",
    "find_claims",
    "load_catalogue",
    "place_of_claims",
    "repository_top",
    "with_sources",
]


def find_catalogue(start: Path) -> Path:
    """The folder `catalogue` in `start` or in the nearest folder above it.

    Raises CatalogueError when there is none.
    """
    folder = Path(os.path.normpath(start.absolute()))
    for above in (folder, *folder.parents):
        if (above / "catalogue").is_dir():
            return above / "catalogue"
    hint = "make one with `leancat init`, or name one with --catalogue DIR"
    if (folder / "leancat.toml").is_file():
        hint = "leancat.toml belongs into the folder catalogue: move it there"
    raise CatalogueError(Problem(f"no catalogue folder in {folder} or above it", hint=hint))


def find_claims(start: Path) -> Path:
    """The catalogue of `start`; where there is none, the place it would have beside the sources of
    claims that are recognised in the repository around `start`.

    Raises CatalogueError when there is neither.
    """
    try:
        return find_catalogue(start)
    except CatalogueError:
        top = _of_sources(start)
        if top is None:
            raise
        return top / "catalogue"


def place_of_claims(start: Path) -> Path:
    """As `find_claims`; in a repository that keeps no claims now, where a catalogue would be, since
    it has a history of sorries all the same, and earlier commits may have had claims.

    Raises CatalogueError outside a repository.
    """
    try:
        return find_claims(start)
    except CatalogueError:
        top = git.repository(start)
        if top is None:
            raise
        return top / "catalogue"


_MARKS = (".git", "lakefile.toml", "lakefile.lean", "lean-toolchain")


def _of_sources(start: Path) -> Path | None:
    """The nearest folder of a package or repository that keeps claims in a form of its own."""
    folder = Path(os.path.normpath(start.absolute()))
    for above in (folder, *folder.parents):
        if any((above / mark).exists() for mark in _MARKS) and recognised(DiskFiles(above)):
            return above
        if (above / ".git").exists():
            break
    return None


def load_catalogue(
    root: Path, typed: Mapping[str, str] = MappingProxyType({}), cache: Path | None = None
) -> Catalogue:
    """Everything people wrote below the folder `root`, checked; `typed` has the texts of files that
    stand in an editor, by their paths from the parent of `root`, and `cache` is the file in which
    sources may be kept.

    Places and problems name files relative to the parent of `root`, so that they do not depend on
    the machine.  Raises CatalogueError with every problem of every file.
    """
    root = Path(os.path.normpath(root.absolute()))
    found = _recognised(root)
    if not root.is_dir() and not found:
        raise CatalogueError(
            Problem("no such folder", str(root), hint="name a catalogue with --catalogue DIR")
        )
    problems: list[Problem] = []
    sources = read_sources(root, problems, typed)
    catalogue = catalogue_of(sources)
    checked = list(check(sources, catalogue))
    if not problems and not checked:
        catalogue, lacking = with_sources(catalogue, DiskFiles(root.parent), found, cache)
        problems.extend(lacking)
    if not problems and not checked and not catalogue.claims:
        problems.append(_no_claim(root, catalogue))
    problems.extend(checked)
    if problems:
        raise CatalogueError(_ordered(problems))
    return catalogue


def _recognised(root: Path) -> tuple[SourceEntry, ...]:
    """What stands in for a catalogue that nobody made; only for one of the usual name, so that a
    misspelt --catalogue is told."""
    if os.path.lexists(root) or root.name != "catalogue" or not root.parent.is_dir():
        return ()
    return recognised(DiskFiles(root.parent))


def _no_claim(root: Path, catalogue: Catalogue) -> Problem:
    for origin in catalogue.origins:
        for place, message in origin.unread:
            return Problem(message, place.path, place.line, place.column)
        hint = "leancat init makes a catalogue with a first claim"
        return Problem(f"no claim in this {origin.kind}", origin.path, hint=hint)
    return Problem("no claim in any file", f"{root.name}/claims", hint=LAYOUT)


def with_sources(
    catalogue: Catalogue,
    files: Files,
    found: tuple[SourceEntry, ...] = (),
    cache: Path | None = None,
) -> tuple[Catalogue, tuple[Problem, ...]]:
    """A catalogue with the claims of the sources that it names, or of those that were `found` in
    place of one; `files` are those around it."""
    named = found or catalogue.config.sources
    if not named:
        return catalogue, ()
    taken, problems = take(
        files,
        named,
        claims=catalogue.claims,
        families=(family.id for family in catalogue.families),
        cache=cache,
    )
    known = {paper.id for paper in catalogue.papers}
    joined = replace(
        catalogue,
        families=(*catalogue.families, *taken.families),
        papers=(*catalogue.papers, *(p for p in taken.papers if p.id not in known)),
        claims=(
            *(replace(c, asserted=taken.said.get(c.id)) for c in catalogue.claims),
            *taken.claims,
        ),
        origins=taken.origins,
        found=bool(found),
    )
    return joined, problems


def _ordered(problems: list[Problem]) -> list[Problem]:
    """File by file, in order of place, no file with more than a screenful."""
    by_file = groupby(sorted(problems, key=_path), key=_path)
    return [p for path, own in by_file for p in capped(dict.fromkeys(own), path)]


def _path(problem: Problem) -> str:
    return problem.path or ""
