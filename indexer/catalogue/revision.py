"""The catalogue as it was at a revision: the same records, from the revision's files.

Nothing is checked here but what reading needs: the revision is the past, nobody can mend it, and
what was wrong with it then was for the check of that time to say.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from pathlib import Path

from indexer.base.documents import Document, decode, parse_toml, parse_yaml
from indexer.base.errors import CatalogueError, InputError, NoCatalogueError, Problem
from indexer.base.files import Files
from indexer.catalogue import with_sources
from indexer.catalogue.files import Sources
from indexer.catalogue.reader import catalogue_of
from indexer.claims.records import Catalogue, ProjectEntry
from indexer.lake.project import project_folders
from indexer.sources.claims import recognised

_Parse = Callable[[str, str], Document]


def load_past_catalogue(root: Path, files: Files) -> Catalogue:
    """The catalogue that stood in `root`, of which `files` are the files then below its parent.

    Raises NoCatalogueError when there was none, CatalogueError when a file was no YAML or TOML.
    """
    name = root.name
    problems: list[Problem] = []

    def read(path: str, parse: _Parse) -> Document:
        if not files.exists(path):
            return Document(path, {})
        try:
            return parse(decode(files.read(path), path), path)
        except InputError as error:
            problems.extend(error.problems)
            return Document(path, {})

    claims = [path for path in files.paths() if _is_claims(path, name)]
    sources = Sources(
        root=root,
        top=root.parent,
        config=read(f"{name}/leancat.toml", parse_toml),
        papers=read(f"{name}/papers.yaml", parse_yaml),
        obstacles=read(f"{name}/obstacles.yaml", parse_yaml),
        claims=tuple(read(path, parse_yaml) for path in claims),
        discovered=_discover(root, files),
    )
    bare = not claims and not sources.config.data
    found = recognised(files) if bare and not os.path.lexists(root) else ()
    if problems:
        raise CatalogueError(problems)
    if bare and not found:
        raise NoCatalogueError(Problem("there was no catalogue", name))
    return with_sources(catalogue_of(sources), files, found)[0]


def _is_claims(path: str, name: str) -> bool:
    inside = path.startswith(f"{name}/claims/") and path.lower().endswith((".yaml", ".yml"))
    return inside and not posixpath.basename(path).startswith(".")


def _discover(root: Path, files: Files) -> tuple[ProjectEntry, ...]:
    """The projects that nobody named, as `sources` finds them on disk."""
    folders = [root.parent / folder for folder in project_folders(files)]
    names = (Path(os.path.relpath(folder, root)).as_posix() for folder in folders)
    return tuple(ProjectEntry(f.name, name) for f, name in zip(folders, names, strict=True))
