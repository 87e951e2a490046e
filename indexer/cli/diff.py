"""`leancat diff REV [REV]`: what changed between two revisions, as a maintainer would tell it."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.app.diff import diff
from indexer.cli.console import (
    catalogue_option,
    deliver,
    format_option,
    output_option,
    scan_options,
)
from indexer.formats.changes import CHANGES_WRITERS
from indexer.scan.options import ScanOptions


@click.command(name="diff")
@click.argument("before", metavar="REV")
@click.argument("after", required=False, metavar="[REV]")
@format_option(CHANGES_WRITERS)
@output_option
@catalogue_option
@scan_options
def command(
    before: str,
    after: str | None,
    format_: str,
    output: Path | None,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Claims, statements, sorries and names that changed since a revision.

    Held against what is on disk, or against a second revision; each is judged with the catalogue
    that it has.

    Example: leancat diff v1.0 v1.1 --format markdown
    """
    text = CHANGES_WRITERS[format_](diff(before, after, catalogue, options))
    deliver(text, output)
    return 0
