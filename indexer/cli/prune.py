"""`leancat prune`: drop baseline entries that are fixed, follow those that were renamed."""

from __future__ import annotations

import os
from pathlib import Path

import click

from indexer.app import gating
from indexer.base.errors import InputError, Problem
from indexer.catalogue import find_catalogue
from indexer.cli.console import catalogue_option, scan_options
from indexer.gate import Snapshot, baseline, upkeep
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
    now = gating.look(place, options, claims=False)
    _must_be_whole(now)
    steps = upkeep.prune(now)
    for old, new in steps:
        click.echo(("would be " if dry_run else "") + _told(old, new))
    if not steps:
        click.echo("nothing to prune")
    if not dry_run:
        olds, news = [old for old, _ in steps], [new for _, new in steps if new]
        baseline.write_entries(place.catalogue, news, instead=olds)
    return 0


def _must_be_whole(now: Snapshot) -> None:
    unread = [
        Problem(f"could not be read: {unread.reason}", now.path(project.project.id, unread.path))
        for project in now.index.projects
        for unread in project.unread
    ]
    if unread:
        raise InputError([*unread, Problem("nothing is pruned by a scan that is not whole")])


def _told(old: BaselineEntry, new: BaselineEntry | None) -> str:
    name = old.subject[1]
    if new is None:
        return f"dropped: {name}"
    if new.subject != old.subject:
        return f"renamed: {name} is {new.subject[1]} now"
    if new.tolerates != old.tolerates:
        return f"narrowed: {name} is tolerated for {', '.join(new.tolerates)} only"
    return f"renewed: {name}"
