"""`leancat hubs`: hold hub pages against the index, fill their marks, feed a Jekyll site."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from indexer.app import gating
from indexer.app.marking import HubWork
from indexer.app.site_input import refuse_incomplete, site_input
from indexer.app.survey import survey
from indexer.base.inert import inert
from indexer.catalogue import find_catalogue
from indexer.cli.console import catalogue_option, format_option, scan_options, write_data
from indexer.formats import answers
from indexer.formats.summary import counted
from indexer.hubs.audit import Fault
from indexer.hubs.pages import Hub
from indexer.jekyll.adapter import Fed, feed
from indexer.scan.options import ScanOptions


@click.command(name="hubs")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--write", is_flag=True, help="Write what is true now into the marks.")
@click.option("--mark", is_flag=True, help="Put marks around numbers about proofs.")
@click.option("--paper", metavar="ID", help="The paper that FILES are hubs of.")
@click.option(
    "--jekyll",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write data, claim pages and includes into a Jekyll site.",
)
@format_option()
@catalogue_option
@scan_options
def command(
    files: tuple[Path, ...],
    write: bool,
    mark: bool,
    paper: str | None,
    jekyll: Path | None,
    format_: str,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Hold hub pages against the index: marks, links, registered documents.

    Without FILES these are the hubs that the catalogue names.  Marks, such as
    <b data-leancat="coverage">152/161</b>, are filled with --write; nothing else on a page is
    touched.  A number about proofs that stands in no mark is told, and gets one with --mark.  All
    of this is explained in docs/hubs.md.

    Exit codes: 0 all is true, 1 something is not, 2 the work could not be done.

    Example: leancat hubs --write ../me.github.io/_pages/rope.md
    """
    place = gating.ground(catalogue or find_catalogue(Path.cwd()))
    found = survey(place.catalogue, options)
    refuse_incomplete(found.index)
    if jekyll is not None:
        _tell_jekyll(feed(site_input(found, ""), jekyll), jekyll, quietly=format_ == "json")
    work = HubWork(found, place, files, paper)
    as_json = format_ == "json"
    for page in work.hubs().pages if mark else ():
        _tell_page("marked", page, work.mark(page), "number", quietly=as_json)
    for page in work.hubs().pages if write else ():
        _tell_page("wrote", page, work.fill(page), "mark", quietly=as_json)
    hubs = work.hubs()
    faults = work.faults(hubs)
    if as_json:
        told = [answers.fault(fault) for fault in faults]
        write_data(answers.document({"pages": len(hubs.pages), "faults": told}))
    else:
        _tell(faults, len(hubs.pages))
    return int(not all(fault.doubtful for fault in faults))


def _tell_page(done: str, page: Hub, number: int | None, what: str, *, quietly: bool) -> None:
    if number is not None:
        click.echo(f"{done} {inert(page.path)}: {counted(number, what)}", err=quietly)


def _tell(faults: Iterable[Fault], pages: int) -> None:
    """One fault a line, and how many pages were looked at."""
    told = list(faults)
    for fault in told:
        place = f"{inert(fault.path)}:{fault.line}:{fault.column + 1}"
        click.echo(f"{place}: {fault.rule}: {inert(fault.message)}")
        if fault.hint:
            click.echo(f"    → {inert(fault.hint)}")
    what = counted(len(told), "thing") if told else "nothing"
    click.echo(f"{counted(pages, 'hub page')}: {what} to correct")


def _tell_jekyll(fed: Fed, folder: Path, *, quietly: bool) -> None:
    words = f"{folder}: {fed.new} files written, {fed.kept} as they were, {fed.gone} removed"
    click.echo(words, err=quietly)
    for note in fed.notes:
        click.echo(f"    → {note}", err=True)
