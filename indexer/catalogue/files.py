"""The files of a catalogue → documents: found, read and held against their schemas."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indexer.base.documents import Document, Route, parse_toml, parse_yaml, printable, read_text
from indexer.base.errors import InputError, Problem
from indexer.base.inert import inert
from indexer.catalogue.schema import schema_folder, violations
from indexer.claims.records import ProjectEntry
from indexer.lake.project import find_projects, has_lean_files

LAYOUT = "a catalogue holds claims/*.yaml, and papers.yaml and leancat.toml where they are needed"


@dataclass(frozen=True, slots=True)
class Sources:
    """The documents of a catalogue; a file that is absent or unreadable is an empty one.

    `top` is the folder no path of the catalogue may leave; `discovered` are the projects that were
    found where `config` names none.
    """

    root: Path
    top: Path
    config: Document
    papers: Document
    obstacles: Document
    claims: tuple[Document, ...]
    discovered: tuple[ProjectEntry, ...] = ()


def read_sources(
    root: Path, problems: list[Problem], typed: Mapping[str, str] = MappingProxyType({})
) -> Sources:
    """Read every file of the catalogue at `root`; what is wrong with one goes to `problems`.
    `typed` has the texts of files, by their names in messages, that stand in an editor."""
    top = repository_top(root)

    def read(file: Path, schema: str, *, optional: bool = False) -> Document:
        shown = _shown(root, file)
        if optional and not os.path.lexists(file):
            return Document(shown, {})
        if file.is_relative_to(root) and not Path(os.path.realpath(file)).is_relative_to(top):
            problems.append(_leaving(shown))
            return Document(shown, {})
        return _read(file, shown, schema, problems, typed.get(shown))

    config = read(root / "leancat.toml", "leancat", optional=True)
    elsewhere = bool(listed(config.data, "sources")) or not root.exists()
    files = _claim_files(root, problems, elsewhere=elsewhere)
    sources = Sources(
        root=root,
        top=top,
        config=config,
        papers=read(root / "papers.yaml", "papers", optional=True),
        obstacles=read(_obstacles_file(root), "obstacles"),
        claims=tuple(read(file, "claims") for file in files),
    )
    if listed(sources.config.data, "projects") or not _is_catalogue(root):
        return sources
    return replace(sources, discovered=_discover(sources, problems))


def _is_catalogue(root: Path) -> bool:
    """Whether a folder holds anything of a catalogue, or will be one: what lies around any other
    folder, such as /etc, may be a whole disk, and none of it is meant."""
    parts = ("leancat.toml", "claims")
    return not root.exists() or any(os.path.lexists(root / part) for part in parts)


def repository_top(root: Path) -> Path:
    """The git work tree around the catalogue at `root`, else the catalogue's parent folder."""
    for above in root.parents:
        if (above / ".git").exists():
            return above.resolve()
    return root.parent.resolve()


def mapping(value: Any) -> Mapping[str, Any]:
    """`value` when it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(data: Any, key: str) -> Sequence[Any]:
    """The list at `key`, or nothing."""
    value = mapping(data).get(key)
    return value if isinstance(value, list) else ()


def text(data: Mapping[str, Any], key: str) -> str:
    """The text at `key` without white space around it, or ""."""
    value = data.get(key)
    return value.strip() if isinstance(value, str) else ""


def items(
    route: Route, data: Mapping[str, Any], key: str
) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    """The mappings in the list at `key`, with their routes."""
    for number, value in enumerate(listed(data, key)):
        if isinstance(value, dict):
            yield (*route, key, number), value


def entries(document: Document, key: str) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    """The mappings in the list at the top-level `key` of a document, with their routes."""
    return items((), mapping(document.data), key)


def _discover(sources: Sources, problems: list[Problem]) -> tuple[ProjectEntry, ...]:
    """The projects that nobody named: every one below the catalogue's parent folder."""
    parent = sources.root.parent.resolve()
    try:
        found = find_projects(parent)
        if not found and has_lean_files(parent):
            found = (parent,)
    except InputError as error:
        problems.extend(error.problems)
        return ()
    if not found:
        message = f"no Lean project below {parent.name or parent}"
        hint = "name one: [[projects]] with id and path (relative to the catalogue folder)"
        problems.append(Problem(message, sources.config.path, hint=hint))
    catalogue = parent / sources.root.name
    return tuple(
        ProjectEntry(id, Path(os.path.relpath(folder, catalogue)).as_posix())
        for folder, id in zip(found, _ids(found, parent), strict=True)
    )


def _ids(folders: Sequence[Path], parent: Path) -> Iterator[str]:
    """The names of folders; for several of one name the way to each, with a number where even that
    is another's."""
    count = Counter(inert(folder.name) for folder in folders)
    taken = {name for name in count if count[name] == 1}
    for folder in folders:
        name = inert(folder.name)
        if name not in taken:
            way = inert("-".join(Path(os.path.relpath(folder, parent)).parts))
            tried = (way, *(f"{way}-{n}" for n in range(2, len(folders) + 2)))
            name = next(each for each in tried if each not in taken)
            taken.add(name)
        yield name


def _claim_files(root: Path, problems: list[Problem], *, elsewhere: bool) -> list[Path]:
    """The files of claims; where these come from `elsewhere` there need be none."""
    folder = root / "claims"
    if not folder.exists() and elsewhere:
        return []
    if not folder.is_dir():
        problems.append(Problem("no such folder", f"{root.name}/claims", hint=LAYOUT))
        return []

    if not folder.resolve().is_relative_to(repository_top(root)):
        problems.append(_leaving(f"{root.name}/claims"))
        return []

    def unreadable(error: OSError) -> None:
        shown = _shown(root, Path(error.filename))
        problems.append(Problem(f"cannot be read: {error.strerror}", shown))

    found = [
        Path(directory, name)
        for directory, _, names in os.walk(folder, onerror=unreadable)
        for name in names
        if name.lower().endswith((".yaml", ".yml")) and not name.startswith(".")
    ]
    return sorted(found)


def _leaving(shown: str) -> Problem:
    return Problem("a link that leaves the repository", shown, hint="put a copy in its place")


def _obstacles_file(root: Path) -> Path:
    """The catalogue's own taxonomy, else the one that comes with leancat."""
    own = root / "obstacles.yaml"
    if os.path.lexists(own):
        return own
    packaged = schema_folder() / "obstacles.yaml"
    return packaged if packaged.exists() else schema_folder().parent / "obstacles.yaml"


def _read(
    file: Path, shown: str, schema: str, problems: list[Problem], typed: str | None = None
) -> Document:
    """One file, held against its schema; an empty document when it cannot be read at all."""
    parse = parse_toml if file.suffix == ".toml" else parse_yaml
    try:
        document = parse(read_text(file, shown) if typed is None else typed, shown)
    except InputError as error:
        problems.extend(error.problems)
        return Document(shown, {})
    known = {(p.line, p.column) for p in document.problems}
    problems.extend(document.problems)
    problems.extend(p for p in violations(document, schema) if (p.line, p.column) not in known)
    return document


def _shown(root: Path, file: Path) -> str:
    """A file's name in messages: relative to the catalogue's parent where it is below it."""
    if file.is_relative_to(root.parent):
        return printable(file.relative_to(root.parent).as_posix(), 1000)
    return file.name
