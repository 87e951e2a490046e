"""`leancat check`: fail on what is new, say what falls."""

from __future__ import annotations

from pathlib import Path

import click

from indexer import gate
from indexer.app.check import check
from indexer.base.errors import Problem, UsageError
from indexer.base.inert import encoded
from indexer.base.writing import write_output
from indexer.cli.console import (
    catalogue_option,
    format_option,
    output_option,
    say_what_was_taken,
    scan_options,
    write_coloured,
    write_data,
)
from indexer.formats import WRITERS, text, whole
from indexer.scan.options import ScanOptions


@click.command(name="check")
@click.option(
    "--base",
    metavar="REV",
    help="Hold against a git revision; REV... means where its history and HEAD's parted.",
)
@format_option(WRITERS)
@output_option
@click.option(
    "--also",
    multiple=True,
    metavar="FORMAT=FILE",
    help="A further output of the same check; can be given several times.",
)
@click.option("--strict", is_flag=True, help="Fail on what is only possible, too.")
@click.option("--report-only", is_flag=True, help="Exit with 0 in spite of findings.")
@click.option("--full", is_flag=True, help="Text: show every finding, not the first thirty.")
@catalogue_option
@scan_options
def command(
    base: str | None,
    format_: str,
    output: Path | None,
    also: tuple[str, ...],
    strict: bool,
    report_only: bool,
    full: bool,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Fail on what nobody accepted: new sorries, axioms, changed statements, lost claims.

    Held against the baseline in catalogue/baseline/, or against another revision, which is read
    from git's object store.  Every rule is explained in docs/rules.md.

    Exit codes: 0 clean, 1 findings, 2 the check could not be done (also with --report-only).

    Example: leancat check --base origin/main... --also sarif=leancat.sarif
    """
    outputs = [_further(value) for value in also]
    result = check(catalogue, base, options, strict=strict)
    say_what_was_taken(result.report.catalogue)
    for name, path in outputs:
        write_output(path, encoded(whole(name, result)))
    if output is not None:
        write_output(output, encoded(whole(format_, result)))
    elif format_ == "text":
        write_coloured(text.write(result, colour=True, full=full))
    else:
        write_data(whole(format_, result), commands=format_ == "github")
    return gate.exit_code(result, report_only=report_only)


def _further(value: str) -> tuple[str, Path]:
    name, equals, path = value.partition("=")
    if name not in WRITERS or not equals or not path:
        hint = f"FORMAT is one of {', '.join(WRITERS)}"
        raise UsageError(Problem(f"--also takes FORMAT=FILE, not {value!r}", hint=hint))
    return name, Path(path)
