"""Hub pages at work: marks put around numbers, marks filled, and what is not so on a page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from indexer.app.gating import Ground, below, folders_of
from indexer.app.hubbing import knowledge
from indexer.app.survey import Survey
from indexer.base.errors import Problem, UsageError
from indexer.base.files import DiskFiles, read_file
from indexer.base.writing import lexical, write_file
from indexer.hubs.audit import Fault, audit, numbers_without_mark
from indexer.hubs.figures import near
from indexer.hubs.fill import filled
from indexer.hubs.pages import Hub, Hubs, encoded, hub_of, load_hubs
from indexer.hubs.unmarked import with_marks


class HubWork:
    """The hub pages that are worked on: those of a survey's catalogue, or `files`, which are hubs
    of a `paper`.

    Raises UsageError where there is no such paper.
    """

    def __init__(
        self, found: Survey, place: Ground, files: Iterable[Path] = (), paper: str | None = None
    ) -> None:
        folders = folders_of(found.index, place.top)
        self._known = knowledge(found.report, found.index, folders, troubles=found.troubles)
        papers = self._known.figures.papers
        if paper is not None and paper not in papers:
            raise UsageError(Problem(f"there is no paper {paper}", hint=near(paper, papers)))
        self._catalogue = found.catalogue
        self._place = place
        self._below = f"{place.shown}/" if place.shown else ""
        self._files = tuple(files)
        self._paper = paper

    def hubs(self) -> Hubs:
        """The pages as they are now. Raises InputError for one that cannot be read."""
        if not self._files:
            return load_hubs(self._catalogue, DiskFiles(self._place.top), self._below)
        named = ((below(lexical(f), self._place.top), read_file(f)) for f in self._files)
        return Hubs(tuple(hub_of(path, data, self._paper) for path, data in named))

    def mark(self, page: Hub) -> int | None:
        """Put marks around the numbers of a page that have none; how many, None for none."""
        found = list(numbers_without_mark(page, filled(page, self._known), self._known))
        data = encoded(with_marks(page.text, found))
        if data == encoded(page.text):
            return None
        write_file(self._place.top / page.path, data)
        return sum(number.plain for number in found)

    def fill(self, page: Hub) -> int | None:
        """Replace a page whose marks were not true, at one stroke; how many, None for none."""
        full = filled(page, self._known)
        data = encoded(full.text)
        if data == encoded(page.text):
            return None
        write_file(self._place.top / page.path, data)
        return len({edit.mark for edit in full.edits})

    def faults(self, hubs: Hubs) -> tuple[Fault, ...]:
        """What pages and registered documents say that is not so."""
        files = DiskFiles(self._place.top)
        return audit(hubs, self._known, self._catalogue, files, self._below)
