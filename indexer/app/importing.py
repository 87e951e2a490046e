"""The claims of a source as a file of the catalogue's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.base.documents import toml_text
from indexer.base.errors import InputError, Problem, UsageError
from indexer.base.files import DiskFiles
from indexer.base.writing import Folder
from indexer.claims.records import Family, Origin, SourceEntry
from indexer.exports import claims as claims_file
from indexer.sources.claims import KINDS, TITLES, recognised, take

SETTINGS = "leancat.toml"


@dataclass(frozen=True, slots=True)
class Imported:
    """Claims that were taken: how many, the file that is to hold them, by its path below the
    catalogue, and the settings that name their sources."""

    count: int
    path: str
    text: str
    settings: str


def imported(catalogue: Path, source: str) -> Imported:
    """What a source holds around a catalogue's folder: `source` is a kind or the path of a source's
    first file.  Raises UsageError where there is no such source, InputError where there is no claim
    in it or something in it is wrong."""
    files = DiskFiles(catalogue.parent)
    known = recognised(files)
    entries = _meant(source, known)
    taken, problems = take(files, entries)
    if problems:
        raise InputError(problems)
    if not taken.claims:
        raise InputError(_nothing(entries[0], taken.origins))
    kind = entries[0].kind
    titles = {family.id: family.title for family in taken.families}
    text = claims_file.write(Family(kind, TITLES[kind]), taken.claims, titles)
    settings = "schema = 1\n" + source_tables(known)
    return Imported(len(taken.claims), f"claims/{kind}.yaml", text, settings)


def write(catalogue: Path, found: Imported) -> bool:
    """Write the claims, and the settings where there are none; tells whether there were none.
    Raises InputError where the claims' file is there already."""
    with Folder.open(catalogue, make=True) as folder:
        if not folder.create(found.path, found.text.encode()):
            hint = "remove it, or mend it by hand"
            problem = Problem("is there already", f"{catalogue.name}/{found.path}", hint=hint)
            raise InputError(problem)
        return folder.create(SETTINGS, found.settings.encode())


def source_tables(entries: Iterable[SourceEntry]) -> str:
    """Tables of `leancat.toml` for claims that are kept already, so that nothing is copied."""
    return "".join(
        f"\n[[sources]]\nkind = {toml_text(each.kind)}\npath = {toml_text(f'../{each.path}')}\n"
        for each in entries
    )


def _meant(source: str, known: tuple[SourceEntry, ...]) -> list[SourceEntry]:
    """The sources of a kind, or the one that begins in a file."""
    if source in KINDS:
        return [entry for entry in known if entry.kind == source] or [SourceEntry(source)]
    found = [entry for entry in known if entry.path == source]
    if not found:
        hint = f"name a kind, one of {', '.join(KINDS)}, or one of the files: "
        hint += ", ".join(entry.path for entry in known) or "there is none here"
        raise UsageError(Problem(f"{source} is no source of claims here", hint=hint))
    return found


def _nothing(entry: SourceEntry, origins: tuple[Origin, ...]) -> Problem:
    for origin in origins:
        for place, message in origin.unread:
            return Problem(message, place.path, place.line, place.column)
    return Problem(f"no claim in this {entry.kind}", entry.path)
