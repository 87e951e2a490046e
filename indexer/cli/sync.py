"""`leancat sync SOURCE`: a blueprint's marks and formalization.yaml's numbers as they are so."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.app import correcting, gating
from indexer.catalogue import find_claims
from indexer.cli.console import catalogue_option, scan_options, write_data
from indexer.scan.options import ScanOptions


@click.command(name="sync")
@click.argument("source", type=click.Choice(correcting.SOURCES))
@click.option("--dry-run", is_flag=True, help="Print the diff and write nothing.")
@click.option(
    "--since", metavar="REV", help="blueprint: follow the names that a git revision still had."
)
@catalogue_option
@scan_options
def command(
    source: str,
    dry_run: bool,
    since: str | None,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    r"""Correct what a source says that is not so: the bytes concerned, each file at one stroke.

    blueprint: \leanok is set where a theorem is proved or stated and taken away where it certainly
    is not, and names follow the declarations that were renamed.  formalization: counts and axioms
    that are wrong, or left empty, are filled in.  What is not certain is left as it is.

    Example: leancat sync blueprint --dry-run
    """
    place = gating.ground(catalogue or find_claims(Path.cwd()))
    found = correcting.corrections(place, source, options, since)
    for one in found:
        if dry_run:
            write_data("".join(f"{line}\n" for line in one.difference()))
        for line, why in one.reasons():
            click.echo(f"{one.path}:{line}: {why}", err=dry_run)
    if not found:
        click.echo("nothing to correct")
    elif not dry_run:
        correcting.write(place, found)
    return 0
