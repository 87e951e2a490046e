"""`leancat import SOURCE`: the claims of a source as YAML of the catalogue's own."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.app.importing import SETTINGS, imported, write
from indexer.catalogue import find_claims, load_catalogue
from indexer.cli.console import catalogue_option


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
    found = imported(root, source)
    if dry_run:
        click.echo(found.text, nl=False)
        return 0
    is_first = write(root, found)
    click.echo(f"wrote {found.count} claims to {root.name}/{found.path}")
    if is_first:
        click.echo(f"wrote {root.name}/{SETTINGS}, which names the sources")
    load_catalogue(root)  # which says what is wrong with it
    return 0
