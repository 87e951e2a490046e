"""The catalogue's hand-written files → `Catalogue`: every error at once, each with its place.

Reading is lenient and checking is strict: records are made of whatever the files hold, so that a
wrong key in one claim does not hide an unknown paper in the next, and nothing is returned unless no
check found anything.
"""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path

from indexer.catalogue.checks import check
from indexer.catalogue.records import catalogue_of
from indexer.catalogue.schema import capped
from indexer.catalogue.sources import LAYOUT, read_sources, repository_top
from indexer.errors import CatalogueError, Problem
from indexer.model import Catalogue

__all__ = ["find_catalogue", "load_catalogue", "repository_top"]


def find_catalogue(start: Path) -> Path:
    """The folder `catalogue` in `start` or in the nearest folder above it.

    Raises CatalogueError when there is none.
    """
    folder = Path(os.path.normpath(start.absolute()))
    for above in (folder, *folder.parents):
        if (above / "catalogue").is_dir():
            return above / "catalogue"
    raise CatalogueError(
        Problem(
            f"no catalogue folder in {folder} or above it",
            hint="make one with `leancat init`, or name one with --catalogue DIR",
        )
    )


def load_catalogue(root: Path) -> Catalogue:
    """Everything people wrote below the folder `root`, checked.

    Places and problems name files relative to the parent of `root`, so that they do not depend on
    the machine.  Raises CatalogueError with every problem of every file.
    """
    root = Path(os.path.normpath(root.absolute()))
    if not root.is_dir():
        raise CatalogueError(
            Problem("no such folder", str(root), hint="name a catalogue with --catalogue DIR")
        )
    problems: list[Problem] = []
    sources = read_sources(root, problems)
    catalogue = catalogue_of(sources)
    if not problems and not catalogue.claims:
        problems.append(Problem("no claim in any file", f"{root.name}/claims", hint=LAYOUT))
    problems.extend(check(sources, catalogue))
    if problems:
        raise CatalogueError(_ordered(problems))
    return catalogue


def _ordered(problems: list[Problem]) -> list[Problem]:
    """File by file, in order of place, no file with more than a screenful."""
    by_file = groupby(sorted(problems, key=_path), key=_path)
    return [p for path, own in by_file for p in capped(dict.fromkeys(own), path)]


def _path(problem: Problem) -> str:
    return problem.path or ""
