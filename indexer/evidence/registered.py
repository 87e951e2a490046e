"""`catalogue/registered/`: entries of registries, with what the theorems said at their commit.

A registry looks at one commit and never again.  One JSON file for each entry, written by machine,
holds the entry's id, the commit, and for each theorem the words that its statement and what it
depends on had there, in the normal form that reviews use.  A digest of the rest tells a file that
somebody edited.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.base.errors import InputError, Problem
from indexer.base.files import read_written
from indexer.base.inert import inert_bytes
from indexer.base.writing import Folder

FOLDER = "registered"
SCHEMA = 1
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a registry as it is given: the theorems by their full names, and the commit."""

    registry: str
    id: str
    commit: str
    theorems: tuple[str, ...]
    version: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RegisteredTheorem:
    """A theorem as it was at the commit: its project, and the pieces of what it says."""

    project: str
    name: str
    read: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Registration:
    """An entry that was imported; `algorithm` is that of the pieces, and `trouble` says why a file
    counts for nothing."""

    file: str
    entry: Entry
    algorithm: str = ""
    theorems: tuple[RegisteredTheorem, ...] = field(default=())
    trouble: str = ""


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
    document: dict[str, object] = {
        "algorithm": found.algorithm,
        "commit": entry.commit,
        "entry": entry.id,
        "names": list(entry.theorems),
        "registry": entry.registry,
        "schema": SCHEMA,
        "theorems": [
            {"name": t.name, "project": t.project, "read": dict(sorted(t.read.items()))}
            for t in found.theorems
        ],
        "url": entry.url,
        "version": entry.version,
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    document["digest"] = hashlib.sha256(text.encode()).hexdigest()
    whole = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)
    return inert_bytes(whole + "\n")


def _parse(path: str, data: bytes) -> Registration:
    trouble = "it was edited, or merged from two branches"
    try:
        document = json.loads(data)
        if document["schema"] != SCHEMA:
            trouble = "another version of leancat wrote it"
            raise ValueError
        entry = Entry(
            _string(document["registry"]),
            _string(document["entry"]),
            _string(document["commit"]),
            tuple(map(_text, document["names"])),
            _string(document["version"]),
            _string(document["url"]),
        )
        theorems = tuple(map(_theorem, document["theorems"]))
        found = Registration(path, check(entry), _string(document["algorithm"]), theorems)
        names = tuple(theorem.name for theorem in theorems)
        if render(found) == data and path == file_name(entry) and names == entry.theorems:
            return found
    except (InputError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        pass
    return Registration(path, Entry("", path.removesuffix(".json"), "", ()), trouble=trouble)


def _theorem(each: Mapping[str, Mapping[str, object]]) -> RegisteredTheorem:
    read = {key: _string(words) for key, words in each["read"].items()}
    return RegisteredTheorem(_text(each["project"]), _text(each["name"]), read)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
