"""`leancat history`: what every commit held, without a build."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.app.history import history
from indexer.cli.console import (
    catalogue_option,
    deliver,
    format_option,
    output_option,
    scan_options,
    stderr,
)
from indexer.formats.history import HISTORY_WRITERS
from indexer.history.choice import Every
from indexer.scan.options import ScanOptions

_CHOICES = [every.value for every in Every if every is not Every.NEVER]


@click.command(name="history")
@click.argument("span", default="HEAD", metavar="[REV..REV]")
@click.option("--every", type=click.Choice(_CHOICES), default="commit", show_default=True)
@click.option(
    "--claims",
    type=click.Choice([every.value for every in Every]),
    help="How often claims are judged (default: at most sixty times).",
)
@click.option("--todays-claims", is_flag=True, help="Judge the claims of now at every commit.")
@format_option(HISTORY_WRITERS)
@output_option
@catalogue_option
@scan_options
def command(
    span: str,
    every: str,
    claims: str | None,
    todays_claims: bool,
    format_: str,
    output: Path | None,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Theorems, sorries and covered claims at every commit, read without a checkout.

    Nothing is built. Only files that were not seen before are scanned; what is known is kept in
    the cache, so that a second run looks at new commits only.

    Example: leancat history v1.0..HEAD --every week --format csv
    """
    found = history(
        catalogue,
        span,
        Every(every),
        Every(claims) if claims else None,
        options,
        todays=todays_claims,
    )
    for note in found.notes:
        stderr().print(f"note: {note}", markup=False)
    text = HISTORY_WRITERS[format_](found)
    deliver(text, output)
    return 0
