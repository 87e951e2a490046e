"""`leancat export FORMAT`: claims in the forms in which others keep them."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.app import exporting, gating
from indexer.base.errors import InputError, Problem, UsageError
from indexer.base.inert import encoded
from indexer.base.writing import Folder, write_output
from indexer.catalogue import find_claims
from indexer.cli.console import catalogue_option, say_what_was_taken, scan_options, write_data
from indexer.exports.formalization import About
from indexer.scan.options import ScanOptions

_CHALLENGE = "comparator"


@click.command(name="export")
@click.argument("format_", metavar="FORMAT")
@click.argument("claims", nargs=-1, metavar="[CLAIM...]")
@click.option("--output", type=click.Path(path_type=Path), help="Write there instead of stdout.")
@click.option("--author", "authors", multiple=True, help="formalization: who did it.")
@click.option("--license", "license_", default="", help="formalization: its licence.")
@click.option(
    "--method",
    type=click.Choice(["manual", "copilot", "agent", "autonomous", "other"]),
    default="other",
    help="formalization: how it was done.",
)
@catalogue_option
@scan_options
def command(
    format_: str,
    claims: tuple[str, ...],
    output: Path | None,
    authors: tuple[str, ...],
    license_: str,
    method: str,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Write claims in another form.

    FORMAT is one of blueprint (TeX), formalization (YAML), lean_decls, sorrydb, csv, json; or
    comparator with the CLAIMs that are to be stated, which writes Challenge.lean and
    comparator.json into the folder --output (default: the one at hand).  Nothing that is there is
    overwritten by comparator.

    Example: leancat export comparator main.theorem --output challenge
    """
    _refuse_usage(format_, claims)
    place = gating.ground(catalogue or find_claims(Path.cwd()))
    found = exporting.look(place, options)
    say_what_was_taken(found.survey.catalogue)
    if format_ == _CHALLENGE:
        _write_challenge(exporting.challenge(found, claims), output or Path())
        return 0
    text = exporting.text(format_, found, About("", authors, license_, method))
    if output is None:
        write_data(text.replace("\r\n", "\n"))
    else:
        write_output(output, encoded(text))
    return 0


def _refuse_usage(format_: str, claims: tuple[str, ...]) -> None:
    formats = (*exporting.FORMATS, _CHALLENGE)
    if format_ not in formats:
        hint = f"FORMAT is one of {', '.join(formats)}"
        raise UsageError(Problem(f"there is no format {format_}", hint=hint))
    if bool(claims) != (format_ == _CHALLENGE):
        what = "takes no claim" if claims else "takes the claims that are to be stated"
        raise UsageError(Problem(f"export {format_} {what}", hint="leancat find lists claims"))


def _write_challenge(files: dict[str, str], into: Path) -> None:
    with Folder.open(into, make=True) as folder:
        there = [path for path in files if folder.has(path)]
        if there:
            hint = "name another folder with --output"
            raise InputError([Problem("is there already", str(into / p), hint=hint) for p in there])
        for path, text in files.items():
            folder.create(path, text.encode())
            click.echo(f"wrote {path}")
