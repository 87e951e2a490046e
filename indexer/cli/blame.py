"""`leancat blame CLAIM`: which commit made it fall, or, where it is covered, since when it is."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.app.blame import blame
from indexer.cli.console import catalogue_option, format_option, scan_options, write_data
from indexer.formats.blame import BLAME_WRITERS
from indexer.scan.options import ScanOptions


@click.command(name="blame")
@click.argument("claim")
@format_option(BLAME_WRITERS)
@catalogue_option
@scan_options
def command(claim: str, format_: str, catalogue: Path | None, options: ScanOptions) -> int:
    """The commit on the main line that made a claim fall, and what else it changed.

    Of a covered claim it is the commit since which it is covered. CLAIM is an id, a former one too.
    Commits that were judged already are asked first, and what lies between is halved.

    Example: leancat blame rope.isometry
    """
    write_data(BLAME_WRITERS[format_](blame(claim, catalogue, options)))
    return 0
