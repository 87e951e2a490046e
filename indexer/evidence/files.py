"""`catalogue/evidence/`: one JSON file a module, written by machine and read back.

The files hold no prose, no totals and no dates.  Keys are sorted and every constant has a line of
its own, so that a review shows what changed.  A digest of the rest tells a file that somebody
edited, and one that git merged from two branches: what it says was then never what a compiler said,
and it counts as stale.  (The digest is no signature.  That the record is true is shown by making it
again, which continuous integration does.)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from indexer.base.files import read_written
from indexer.base.inert import inert_bytes
from indexer.base.writing import Folder
from indexer.evidence.fresh import Key
from indexer.evidence.records import ConstantEvidence, ModuleEvidence

SCHEMA = 2
_ATTRIBUTES = (
    "# Two branches that both made evidence merge without a conflict; the result counts as stale\n"
    "# until `leancat evidence` is run again.\n"
    "*.json merge=union eol=lf\n"
)


def load_evidence(folder: Path) -> dict[Key, ModuleEvidence]:
    """Read `catalogue/evidence/`; empty when there is no such folder.

    A file that is damaged, edited by hand or of a later schema becomes a record without sources,
    which is never fresh.  Raises InputError when a file cannot be read at all.
    """
    files = read_written(folder, ".json", f"{folder.parent.name}/{folder.name}")
    return read_evidence({path: data for path, data in files.items() if path.count("/") == 1})


def read_evidence(files: Mapping[str, bytes]) -> dict[Key, ModuleEvidence]:
    """The same from the content of files, by their paths below the evidence folder."""
    found = {}
    for path, data in files.items():
        project, _, name = path.partition("/")
        key = (project, name.removesuffix(".json"))
        found[key] = _parse(data, key)
    return found


def write_evidence(
    folder: Path, records: Iterable[ModuleEvidence], keep: Collection[Key] = ()
) -> tuple[Key, ...]:
    """Write records below `folder`; unchanged files are not touched.

    Files of modules neither written nor in `keep` are removed; their keys are returned.  Raises
    InputError when the folder cannot be written, UsageError when a link stands in it.
    """
    with Folder.open(folder, make=True) as place:
        there = set(_records(place))
        written = set(keep)
        for record in records:
            key = (record.project, record.module)
            written.add(key)
            place.write(_path(key), render(record))
        place.write(".gitattributes", _ATTRIBUTES.encode())
        gone = sorted(there - written)
        for key in gone:
            place.remove(_path(key))
    return tuple(gone)


def _records(place: Folder) -> Iterator[Key]:
    """The keys of the files that are there.  A link among them is refused before anything is
    written: what it leads to is not leancat's."""
    for path in place.files():
        place.has(path)
        project, _, name = path.partition("/")
        if "/" not in name and name.endswith(".json"):
            yield project, name.removesuffix(".json")


def _path(key: Key) -> str:
    return f"{key[0]}/{key[1]}.json"


# --- one file -------------------------------------------------------------------------------------


def render(record: ModuleEvidence) -> bytes:
    """The bytes of a record's file; the same record gives the same bytes."""
    constants = {
        name: {
            "at": list(constant.span),
            "axioms": list(constant.axioms),
            "binders": list(constant.binders),
            "boundary": list(constant.boundary),
            "kind": constant.kind,
            "literals": list(constant.literals),
            "logic": constant.logic,
            "mentions": list(constant.mentions),
            "statement": constant.statement,
        }
        for name, constant in sorted(record.constants.items())
    }
    document = {
        "constants": constants,
        "inputs": dict(sorted(record.inputs.items())),
        "module": record.module,
        "packages": dict(sorted(record.packages.items())),
        "project": record.project,
        "references": {name: list(used) for name, used in sorted(record.references.items())},
        "schema": SCHEMA,
        "settings": record.settings,
        "sources": dict(sorted(record.sources.items())),
        "toolchain": record.toolchain,
        "wanted": record.wanted,
    }
    document["digest"] = _digest(document)
    lines = [f" {_json(key)}: {_value(document[key])}" for key in sorted(document)]
    return inert_bytes("{\n" + ",\n".join(lines) + "\n}\n")


def _value(value: Any) -> str:
    """A mapping with one line for each entry, anything else in one line."""
    if not isinstance(value, dict) or not value:
        return _json(value)
    lines = [f"  {_json(key)}: {_json(entry)}" for key, entry in value.items()]
    return "{\n" + ",\n".join(lines) + "\n }"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _digest(document: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in document.items() if key != "digest"}
    return hashlib.sha256(_json(rest).encode()).hexdigest()


def _parse(data: bytes, key: Key) -> ModuleEvidence:
    """A file's record; an empty one, which says why, when it is not as this leancat wrote it."""
    trouble = "it was edited, or merged from two branches"
    try:
        document = json.loads(data)
        if document["schema"] != SCHEMA:
            older = document["schema"] < SCHEMA
            trouble = f"{'an earlier' if older else 'a later'} version of leancat wrote it"
            raise ValueError
        record = ModuleEvidence(
            document["project"],
            document["module"],
            document["toolchain"],
            document["sources"],
            {name: _constant(name, entry) for name, entry in document["constants"].items()},
            {name: tuple(used) for name, used in document["references"].items()},
            document["packages"],
            document["inputs"],
            document["settings"],
            document["wanted"],
        )
        if (record.project, record.module) == key and render(record) == data:
            return record
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        pass
    return ModuleEvidence(*key, "", {}, {}, trouble=trouble)


def _constant(name: str, entry: Mapping[str, Any]) -> ConstantEvidence:
    return ConstantEvidence(
        name,
        entry["kind"],
        tuple(entry["axioms"]),
        entry["statement"],
        tuple(entry["boundary"]),
        tuple(entry["at"]),
        tuple(entry["binders"]),
        entry["logic"],
        tuple(entry["mentions"]),
        tuple(entry["literals"]),
    )
