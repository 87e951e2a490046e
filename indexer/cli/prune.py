"""`leancat prune`: drop baseline entries that are fixed, follow those that were renamed."""

from __future__ import annotations

import os
from pathlib import Path

import click

from indexer.app import gating
from indexer.app.accepting import prune
from indexer.catalogue import find_catalogue
from indexer.cli.console import catalogue_option, scan_options
from indexer.gate.baseline import BaselineEntry
from indexer.scan.options import ScanOptions


@click.command(name="prune")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.option("--even-in-ci", is_flag=True, help="Write although CI is set.")
@catalogue_option
@scan_options
def command(
    dry_run: bool,
    even_in_ci: bool,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Drop the entries of catalogue/baseline/ whose sorry is gone, and follow renamed declarations.

    Nothing is dropped when a file could not be read: what is not seen is not fixed.

    Example: leancat prune --dry-run
    """
    if not dry_run:
        gating.refuse_in_ci(os.environ, even_in_ci)
    place = gating.writable(catalogue or find_catalogue(Path.cwd()))
    steps = prune(place, options, dry_run=dry_run)
    for old, new in steps:
        click.echo(("would be " if dry_run else "") + _told(old, new))
    if not steps:
        click.echo("nothing to prune")
    return 0


def _told(old: BaselineEntry, new: BaselineEntry | None) -> str:
    name = old.subject[1]
    if new is None:
        return f"dropped: {name}"
    if new.subject != old.subject:
        return f"renamed: {name} is {new.subject[1]} now"
    if new.tolerates != old.tolerates:
        return f"narrowed: {name} is tolerated for {', '.join(new.tolerates)} only"
    return f"renewed: {name}"
