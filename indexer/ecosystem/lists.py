"""A list of repositories → entries.

Three forms are read: lines of text, the manifest of Reservoir's index (`packages` with `sources`),
and SorryDB's lists and databases (`repos` with `remote`, `sorries` with `repo`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from indexer.base.errors import InputError, Problem, UsageError
from indexer.base.files import read_file
from indexer.ecosystem.records import Entry

_GITHUB = "https://github.com/"
_OWNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9_.-]+")
_SSH = re.compile(r"[A-Za-z0-9_.-]+@[A-Za-z0-9_.-]+:")
_ADDRESS = re.compile(r"(?:https|http|ssh|git|file)://")
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./+-]*")
_HINT = "a line is a folder, an address or owner/name[@rev], with a name before it if you like"
_MOST = 200  # characters of a name
_SHOWN = 80  # characters of what is no repository
COMMIT = re.compile(r"[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}")


def read_list(file: Path) -> tuple[Entry, ...]:
    """The repositories of a list, in order, each once.  Raises InputError with every line that is
    no repository, and for two repositories of one name."""
    text = read_file(file).decode("utf-8", "replace").removeprefix("\ufeff")
    problems: list[Problem] = []
    found: dict[str, Entry] = {}
    pairs = _json(text, file) if text.lstrip().startswith("{") else _lines(text, file)
    for line, entry in pairs:
        if isinstance(entry, Problem):
            problems.append(entry)
        elif found.setdefault(entry.name, entry) != entry:
            message = f"another repository is called {entry.name} already"
            hint = "give it a name: write one before it, and a space"
            problems.append(Problem(message, str(file), line, 0, hint))
    if not found and not problems:
        problems.append(Problem("names no repository", str(file), hint=_HINT))
    if problems:
        raise InputError(problems)
    return tuple(found.values())


def _lines(text: str, file: Path) -> Iterator[tuple[int, Entry | Problem]]:
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#", 1)[0].split() if line.lstrip().startswith("#") else line.split()
        if not words:
            continue
        column = line.index(words[0])
        if len(words) > 2:
            yield number, Problem("more than a name and a place", str(file), number, column, _HINT)
            continue
        name = words[0] if len(words) == 2 else ""
        try:
            yield number, entry_of(words[-1], file.parent, name)
        except UsageError as error:
            at = line.rindex(words[-1])
            yield number, Problem(error.problems[0].message, str(file), number, at, _HINT)


def entry_of(written: str, folder: Path, name: str = "", revision: str = "") -> Entry:
    """What a person writes for a repository; a path is one from `folder`.  Raises UsageError."""
    here = folder / written
    if not written.isprintable():
        raise UsageError(Problem("it holds characters that cannot be printed"))
    if written.startswith(("/", "./", "../")) or _is_folder(here):
        where = str(here.resolve())
        called = name or here.resolve().name.removesuffix(".git")
    else:
        base, at, rev = written.rpartition("@")
        if at and (_OWNED.fullmatch(base) or _ADDRESS.match(base)) and "/" not in base[-1:]:
            written, revision = base, rev
        where = _GITHUB + written if _OWNED.fullmatch(written) else written
        if not _ADDRESS.match(where) and not _SSH.match(where):
            shown = written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
            raise UsageError(Problem(f"{shown} is no folder, address or owner/name"))
        called = name or _called(where)
    if revision and not _REVISION.fullmatch(revision):
        raise UsageError(Problem(f"{revision[:_SHOWN]} is no revision"))
    if COMMIT.fullmatch(revision):
        revision = revision.lower()
    if not 0 < len(called) <= _MOST or not called.isprintable():
        raise UsageError(Problem("it has no name of at most 200 printable characters"))
    return Entry(called, where, revision)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # no name may be that long
        return False


def _called(where: str) -> str:
    """`owner/name` on GitHub, the host before it elsewhere."""
    if _ADDRESS.match(where):
        try:
            parts = urlsplit(where)
            host, path = parts.hostname or "", parts.path
        except ValueError:
            raise UsageError(Problem(f"{where} is no address")) from None
    else:
        host, _, path = where.partition("@")[2].partition(":")
    path = path.strip("/").removesuffix(".git")
    return path if host in ("github.com", "") else f"{host}/{path}"


# --- what others keep -----------------------------------------------------------------------------


def _json(text: str, file: Path) -> Iterator[tuple[int, Entry | Problem]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1) - 1
        yield line, Problem("this is not JSON", str(file), line, column, _HINT)
        return
    for name, where, revision in [*_reservoir(data), *_sorrydb(data)]:
        try:
            yield 1, entry_of(where, file.parent, name, revision)
        except UsageError as error:
            yield 1, Problem(error.problems[0].message, str(file))


def _reservoir(data: Any) -> Iterator[tuple[str, str, str]]:
    """Of each package the first source that git can fetch."""
    for package in _dicts(data, "packages"):
        for source in _dicts(package, "sources"):
            url = source.get("gitUrl") or source.get("repoUrl")
            if source.get("type") == "git" and isinstance(url, str):
                yield "", url, ""
                break


def _sorrydb(data: Any) -> Iterator[tuple[str, str, str]]:
    """Each remote once, at its newest commit: those of sorries are what SorryDB saw."""
    said = [*_dicts(data, "repos"), *(s.get("repo") for s in _dicts(data, "sorries"))]
    urls = (r.get("remote") or r.get("remote_url") for r in said if isinstance(r, dict))
    for url in dict.fromkeys(url for url in urls if isinstance(url, str)):
        yield "", url, ""


def _dicts(data: Any, key: str) -> list[dict[str, Any]]:
    found = data.get(key) if isinstance(data, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
