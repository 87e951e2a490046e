"""`leancat init`: catalogue, baseline and workflow for an existing Lean project, in one step."""

from __future__ import annotations

import os
from pathlib import Path

import click

from indexer.app.gating import refuse_in_ci
from indexer.app.init import Accepted, setup
from indexer.cli.console import scan_options
from indexer.scan.options import ScanOptions

_REASON = "was there when leancat was set up"


@click.command(name="init")
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path()
)
@click.option(
    "--reason", default=_REASON, show_default=True, help="The reason noted for today's sorries."
)
@click.option("--workflow/--no-workflow", default=True, help="Write the GitHub workflow.")
@click.option(
    "--requirement",
    default=None,
    metavar="SPEC",
    help="What the workflow gives to pip install (default: where this leancat came from).",
)
@click.option("--even-in-ci", is_flag=True, help="Write although CI is set.")
@scan_options
def command(
    folder: Path,
    reason: str,
    workflow: bool,
    requirement: str | None,
    even_in_ci: bool,
    options: ScanOptions,
) -> int:
    """Set leancat up in an existing Lean project.

    Writes catalogue/ with a first claim to replace, or with the claims that a blueprint or the like
    holds already as its sources, accepts every sorry, axiom and use of compiled
    code that is there today, and adds a GitHub workflow that fails on new ones.  Nothing that is
    there already is overwritten.

    Example: leancat init --no-workflow
    """
    refuse_in_ci(os.environ, even_in_ci)
    planned = setup(folder, workflow=workflow, requirement=requirement)
    for file, is_new in planned.write():
        shown = Path(os.path.relpath(file.path, planned.folder)).as_posix()
        click.echo(f"{'wrote' if is_new else 'kept':<8} {shown}")
        if is_new and file.asks_for_variable:
            click.echo("         set the variable LEANCAT_SOURCE of your repository for it")
    _tell(planned.accept(reason, options))
    return 0


def _tell(done: Accepted) -> None:
    if done.there:
        click.echo(f"kept     catalogue/baseline/ ({done.there} entries)")
        return
    for each in done.wholesale:
        click.echo(f"accepted {each.rule} in {each.folder}/: {each.reason}")
    words = f"{done.declarations} declarations of {done.files} files"
    click.echo(f"accepted {words} in catalogue/baseline/")
    click.echo("next: leancat check, then commit catalogue/ and the workflow")
