"""`leancat hubs`: hold hub pages against the index, fill their marks, feed a Jekyll site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from indexer.app import gating
from indexer.app.hubbing import knowledge
from indexer.app.site_input import refuse_incomplete, site_input
from indexer.app.survey import Survey, survey
from indexer.base.errors import Problem, UsageError
from indexer.base.files import DiskFiles, read_file
from indexer.base.inert import inert
from indexer.base.writing import lexical, write_file
from indexer.catalogue import find_catalogue
from indexer.cli.console import catalogue_option, format_option, scan_options, write_data
from indexer.formats import answers
from indexer.formats.summary import counted
from indexer.hubs.audit import Fault, audit, numbers_without_mark
from indexer.hubs.figures import near
from indexer.hubs.fill import Filled, Knowledge, filled
from indexer.hubs.pages import Hub, Hubs, encoded, hub_of, load_hubs
from indexer.hubs.unmarked import with_marks
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
    work = _Work(found, place, _known(found, place, paper), format_ == "json")
    return work.run(files, paper, write=write, mark=mark)


def _known(found: Survey, place: gating.Ground, paper: str | None) -> Knowledge:
    folders = gating.folders_of(found.index, place.top)
    known = knowledge(found.report, found.index, folders, troubles=found.troubles)
    papers = known.figures.papers
    if paper is not None and paper not in papers:
        raise UsageError(Problem(f"there is no paper {paper}", hint=near(paper, papers)))
    return known


@dataclass(frozen=True, slots=True)
class _Work:
    """What a run of the command knows."""

    found: Survey
    place: gating.Ground
    known: Knowledge
    as_json: bool = False

    def run(self, files: tuple[Path, ...], paper: str | None, *, write: bool, mark: bool) -> int:
        """Mark, fill, audit and tell; the exit code."""
        hubs = self._load(files, paper)
        if mark:
            for page in hubs.pages:
                self._mark(page)
            hubs = self._load(files, paper)
        if write:
            for page in hubs.pages:
                self._write(filled(page, self.known))
            hubs = self._load(files, paper)
        below = f"{self.place.shown}/" if self.place.shown else ""
        catalogue = self.found.catalogue
        faults = audit(hubs, self.known, catalogue, self._disk(), below)
        if self.as_json:
            told = [answers.fault(fault) for fault in faults]
            write_data(answers.document({"pages": len(hubs.pages), "faults": told}))
        else:
            _tell(faults, len(hubs.pages))
        return int(not all(fault.doubtful for fault in faults))

    def _disk(self) -> DiskFiles:
        return DiskFiles(self.place.top)

    def _load(self, files: tuple[Path, ...], paper: str | None) -> Hubs:
        if not files:
            below = f"{self.place.shown}/" if self.place.shown else ""
            return load_hubs(self.found.catalogue, self._disk(), below)
        pages = []
        for file in files:
            path = gating.below(lexical(file), self.place.top)
            pages.append(hub_of(path, read_file(file), paper))
        return Hubs(tuple(pages))

    def _mark(self, page: Hub) -> None:
        """Put marks around the numbers of a page that have none."""
        found = list(numbers_without_mark(page, filled(page, self.known), self.known))
        data = encoded(with_marks(page.text, found))
        if data != encoded(page.text):
            write_file(self.place.top / page.path, data)
            marks = sum(number.plain for number in found)
            click.echo(f"marked {inert(page.path)}: {counted(marks, 'number')}", err=self.as_json)

    def _write(self, full: Filled) -> None:
        """Replace a page whose marks were not true, at one stroke."""
        data, file = encoded(full.text), self.place.top / full.hub.path
        if data != encoded(full.hub.text):
            write_file(file, data)
            marks = len({edit.mark for edit in full.edits})
            click.echo(f"wrote {inert(full.hub.path)}: {counted(marks, 'mark')}", err=self.as_json)


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
