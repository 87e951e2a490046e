"""`leancat accept DECL… --reason TEXT`: tolerate a known sorry, axiom or use of compiled code."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import click

from indexer.app import gating
from indexer.app.accepting import Reason, accept
from indexer.base.errors import Problem, UsageError
from indexer.catalogue import find_catalogue
from indexer.cli.console import catalogue_option, scan_options
from indexer.gate.holes import WORD
from indexer.scan.options import ScanOptions


@click.command(name="accept")
@click.argument("names", nargs=-1, required=True, metavar="DECL...")
@click.option("--reason", required=True, help="Why it is tolerated; readers of the gate see it.")
@click.option("--issue", default="", help="A link to where it is followed up.")
@click.option("--until", metavar="DATE", help="The last day it is tolerated, as 2027-01-31.")
@click.option("--project", help="The project's id, where several have the declaration.")
@click.option("--even-in-ci", is_flag=True, help="Write although CI is set.")
@catalogue_option
@scan_options
def command(
    names: tuple[str, ...],
    reason: str,
    issue: str,
    until: str | None,
    project: str | None,
    even_in_ci: bool,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Tolerate what declarations hold now: one file each in catalogue/baseline/.

    DECL is a declaration's full name; PATH:LINE, as leancat check prints it, for an example; or
    PATH for what belongs to no declaration.  The statement is remembered: when it changes, the
    entry no longer counts.

    Example: leancat accept Foo.bar --reason "waits for Mathlib" --until 2027-01-31
    """
    gating.refuse_in_ci(os.environ, even_in_ci)
    if not reason.strip():
        raise UsageError(Problem("--reason is empty", hint="say why it is tolerated"))
    why = Reason(reason.strip(), issue, _date(until))
    place = gating.writable(catalogue or find_catalogue(Path.cwd()))
    for entry, file in accept(place, names, why, project, options):
        kinds = " and ".join(WORD.get(kind, kind) for kind in entry.tolerates)
        click.echo(f"accepted: {entry.subject[1]} has {kinds} ({place.shown}/{file})")
    return 0


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        problem = Problem(f"--until {text} is no date", hint="write it as 2027-01-31")
        raise UsageError(problem) from None
    if day < datetime.now(UTC).date():
        raise UsageError(Problem(f"--until {text} has passed", hint="name a day to come"))
    return day
