"""The Lean files that a source of claims stands in: those of a package that requires a certain
other one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from contextlib import suppress

from indexer.base.errors import InputError
from indexer.base.files import Files
from indexer.base.places import Place
from indexer.lake.project import module_name
from indexer.lean.records import Declaration, Module
from indexer.scan.loader import SourceFile as LeanFile
from indexer.scan.loader import scan_sources

_LAKEFILES = ("lakefile.toml", "lakefile.lean", "lake-manifest.json")


def packages(files: Files, words: Iterable[str], mark: bytes) -> tuple[str, ...]:
    """The lakefiles (or manifests) that hold one of some words, one for each folder, where a Lean
    file of the package holds the mark."""
    found: dict[str, str] = {}
    for path in files.paths():
        folder, name = posixpath.split(path)
        if name in _LAKEFILES and folder not in found and _holds(files, path, words):
            found[folder] = path
    return tuple(
        path
        for path in found.values()
        if any(_has(files, lean, mark) for lean in lean_paths(files, path))
    )


def lean_paths(files: Files, lakefile: str) -> Iterator[str]:
    """The Lean files of the package of a lakefile; those of packages within it are their own."""
    folder = posixpath.dirname(lakefile)
    prefix = f"{folder}/" if folder else ""
    paths = [path for path in files.paths() if path.startswith(prefix)]
    inner = {posixpath.dirname(p) for p in paths if posixpath.basename(p) in _LAKEFILES}
    inner -= {folder}
    for path in paths:
        if path.endswith(".lean") and not any(path.startswith(f"{one}/") for one in inner):
            yield path


def modules(files: Files, lakefile: str, word: bytes) -> tuple[Module, ...]:
    """The files of a package that hold a word, scanned; one that cannot be read is left out, since
    the scan of its project tells that."""
    chosen = [path for path in lean_paths(files, lakefile) if _has(files, path, word)]
    prefix = posixpath.dirname(lakefile)
    sources = [
        LeanFile(path, module_name(posixpath.relpath(path, prefix or "."))) for path in chosen
    ]
    return scan_sources(files, sources)[0]


def _has(files: Files, path: str, word: bytes) -> bool:
    with suppress(InputError):
        return word in files.read(path)
    return False


def _holds(files: Files, path: str, words: Iterable[str]) -> bool:
    return any(_has(files, path, word.encode()) for word in words)


def place(module: Module, declaration: Declaration) -> Place:
    """Where a declaration's name stands."""
    return Place(module.path, declaration.line, declaration.column)
