"""`catalogue/registered/`: entries of registries, with what the theorems said at their commit.

A registry looks at one commit and never again.  One JSON file for each entry, written by machine,
holds the entry's id, the commit, and for each theorem the words that its statement and what it
depends on had there, in the normal form that reviews use.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from indexer.base.errors import InputError, Problem
from indexer.base.files import read_written
from indexer.base.writing import Folder
from indexer.evidence.sealed import Sealed, SealError

FOLDER = "registered"
SCHEMA = 1
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Entry(Struct, frozen=True):
    """An entry of a registry as it is given: the theorems by their full names, and the commit."""

    registry: str
    id: str
    commit: str
    theorems: tuple[str, ...]
    version: str = ""
    url: str = ""


class RegisteredTheorem(Struct, frozen=True):
    """A theorem as it was at the commit: its project, and the pieces of what it says."""

    project: str
    name: str
    read: Mapping[str, str]


class Registration(Struct, frozen=True):
    """An entry that was imported; `algorithm` is that of the pieces, and `trouble` says why a file
    counts for nothing."""

    file: str
    entry: Entry
    algorithm: str = ""
    theorems: tuple[RegisteredTheorem, ...] = ()
    trouble: str = ""


class _Written(Struct, frozen=True):
    """The same as its file holds it."""

    algorithm: str
    commit: str
    entry: str
    names: tuple[str, ...]
    registry: str
    theorems: tuple[RegisteredTheorem, ...]
    url: str
    version: str


_FORM = Sealed(_Written, SCHEMA)


def read_entry(data: bytes, path: str) -> Entry:
    """An entry from a file of Palomar's database.

    Raises InputError where it is no such file, or one that is not registered.
    [PalomarRegistry/PalomarDatabaseTools: schema-v3.json]
    """
    try:
        document = json.loads(data)
        version, status = document["schema_version"], document["status"]
        found = Entry(
            "Palomar",
            _text(document["id"]),
            _text(document["source"]["commit"]),
            tuple(map(_text, document["formalization"]["theorem_names"])),
            str(int(document["version"])),
            _text(document["source"]["repository_url"]),
        )
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        hint = "an entry of Palomar's database, or name id, commit and theorems on the command line"
        raise InputError(
            Problem("is no entry of a registry that is known", path, hint=hint)
        ) from error
    if not isinstance(version, int) or not 2 <= version <= _NEWEST:
        hint = f"leancat knows 2 to {_NEWEST}; name id, commit and theorems on the command line"
        raise InputError(Problem(f"its schema_version is {version!r}", path, hint=hint))
    if status != "registered":
        raise InputError(Problem(f"the entry is {status!r}, not registered", path))
    return check(found)


_NEWEST = 5


def check(entry: Entry) -> Entry:
    """An entry whose id can be a file's name and whose commit is a whole one. Raises InputError."""
    if not _ID.fullmatch(entry.id):
        raise InputError(Problem(f"{entry.id[:100]!r} is no id of an entry"))
    if not re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", entry.commit):
        raise InputError(Problem(f"{entry.commit[:100]!r} is not the whole name of a commit"))
    if not entry.theorems:
        raise InputError(Problem(f"{entry.id} names no theorem"))
    return entry


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


# --- files ----------------------------------------------------------------------------------------


def load_registered(catalogue: Path) -> tuple[Registration, ...]:
    """Read `registered/` under the catalogue folder; () when there is none.  Raises InputError when
    a file cannot be read at all."""
    return read_registered(read_written(catalogue / FOLDER, ".json", f"{catalogue.name}/{FOLDER}"))


def read_registered(files: Mapping[str, bytes]) -> tuple[Registration, ...]:
    """The same from the content of files, by their paths below `registered/`."""
    return tuple(_parse(path, files[path]) for path in sorted(files))


def file_name(entry: Entry) -> str:
    """The path of an entry's file below `registered/`."""
    return f"{entry.id}.json"


def write_registration(catalogue: Path, found: Registration) -> None:
    """Write an entry's file.  Raises as `Folder` does."""
    with Folder.open(catalogue / FOLDER, make=True) as folder:
        folder.write(found.file, render(found))


def render(found: Registration) -> bytes:
    """The bytes of an entry's file; the same entry gives the same bytes."""
    entry = found.entry
    return _FORM.write(
        _Written(
            found.algorithm,
            entry.commit,
            entry.id,
            entry.theorems,
            entry.registry,
            found.theorems,
            entry.url,
            entry.version,
        )
    )


def _parse(path: str, data: bytes) -> Registration:
    try:
        kept = _FORM.read(data)
        entry = Entry(kept.registry, kept.entry, kept.commit, kept.names, kept.version, kept.url)
        if path == file_name(check(entry)) and kept.names == tuple(t.name for t in kept.theorems):
            return Registration(path, entry, kept.algorithm, kept.theorems)
        trouble = "it is the file of another entry"
    except InputError as error:
        trouble = error.problems[0].message
    except SealError as error:
        trouble = str(error)
    return Registration(path, Entry("", path.removesuffix(".json"), "", ()), trouble=trouble)
