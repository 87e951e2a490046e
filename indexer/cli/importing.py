"""`leancat import SOURCE`: the claims of a source as YAML of the catalogue's own."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.base.errors import InputError, Problem, UsageError
from indexer.base.files import DiskFiles
from indexer.base.writing import Folder
from indexer.catalogue import find_claims, load_catalogue
from indexer.claims.records import Family, Origin, SourceEntry
from indexer.cli.console import catalogue_option
from indexer.cli.init import source_table
from indexer.exports import claims as claims_file
from indexer.sources.claims import KINDS, TITLES, recognised, take


@click.command(name="import")
@click.argument("source", metavar="SOURCE")
@click.option("--dry-run", is_flag=True, help="Print the file and write nothing.")
@catalogue_option
def command(source: str, dry_run: bool, catalogue: Path | None) -> int:
    """Write the claims of a source into catalogue/claims/, each under the id that it has now.

    SOURCE is a kind (blueprint, formalization, …) or the path of a source's first file.  The source
    stays one in leancat.toml, so that what its author says is still held against what is so.  A
    file that is there already is not written.

    Example: leancat import blueprint --dry-run
    """
    root = catalogue or find_claims(Path.cwd())
    files = DiskFiles(root.parent)
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
    if dry_run:
        click.echo(text, nl=False)
        return 0
    with Folder.open(root, make=True) as folder:
        path = f"claims/{kind}.yaml"
        if not folder.create(path, text.encode()):
            hint = "remove it, or mend it by hand"
            raise InputError(Problem("is there already", f"{root.name}/{path}", hint=hint))
        click.echo(f"wrote {len(taken.claims)} claims to {root.name}/{path}")
        tables = "schema = 1\n" + "".join(map(source_table, known))
        if folder.create("leancat.toml", tables.encode()):
            click.echo(f"wrote {root.name}/leancat.toml, which names the sources")
    load_catalogue(root)
    return 0


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
