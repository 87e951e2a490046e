"""`catalogue/evidence/`: one JSON file a module, written by machine and read back.

The files hold no prose, no totals and no dates, and every constant has a line of its own.  What one
says that somebody edited, or that git merged from two branches, was never what a compiler said: it
counts as stale.  (That a record is true is shown by making it again, which continuous integration
does.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from indexer.base.files import read_written
from indexer.base.writing import Folder
from indexer.evidence.fresh import Key
from indexer.evidence.records import ModuleEvidence
from indexer.evidence.sealed import Sealed, SealError, by_entries

SCHEMA = 2
_FORM = Sealed(ModuleEvidence, SCHEMA, by_entries, outside=("trouble",))
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


def render(record: ModuleEvidence) -> bytes:
    """The bytes of a record's file; the same record gives the same bytes."""
    return _FORM.write(record)


def _parse(data: bytes, key: Key) -> ModuleEvidence:
    """A file's record; an empty one, which says why, when it is not as this leancat wrote it."""
    try:
        record = _FORM.read(data)
        if (record.project, record.module) == key:
            return record
        trouble = "it is the file of another module"
    except SealError as error:
        trouble = str(error)
    return ModuleEvidence(*key, "", {}, {}, trouble=trouble)
