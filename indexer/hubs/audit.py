"""What hubs say that is not true: in marks, in links, in documents; and numbers without a mark."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import groupby
from posixpath import normpath

from indexer.base.errors import Problem
from indexer.base.files import Files
from indexer.claims.records import Catalogue
from indexer.hubs.fill import Filled, Knowledge, filled
from indexer.hubs.locators import Sections
from indexer.hubs.marks import MarkEdit
from indexer.hubs.pages import Hub, Hubs
from indexer.hubs.preregistration import broken_documents
from indexer.hubs.unmarked import Unmarked, unmarked
from indexer.hubs.visible_text import blocks

NUMBER = "stated-number"
UNMARKED = "unmarked-number"
LINK = "hub-link"
DOCUMENT = "preregistration"
LOCATOR = "locator"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a hub says that is not so. `path` is from the top of the repository, lines are
    1-based and columns 0-based; `identity` stays the same when other lines of the page change.
    What is only `doubtful` is worth a look, and fails nothing."""

    rule: str
    message: str
    path: str
    line: int
    column: int
    identity: tuple[str, ...]
    hint: str = ""
    claims: tuple[str, ...] = ()
    doubtful: bool = False


def audit(
    hubs: Hubs, known: Knowledge | None, catalogue: Catalogue, files: Files, below: str
) -> tuple[Fault, ...]:
    """Everything that is wrong with the hubs and with the registered documents; `known` may be None
    where there is no hub to read."""
    faults = [fault for hub in hubs.pages if known for fault in page_faults(hub, known)]
    faults.extend(_unreadable(problem) for problem in hubs.problems)
    faults.extend(_documents(catalogue, files, below))
    faults.extend(_locators(hubs, catalogue, below))
    return tuple(faults)


def page_faults(hub: Hub, known: Knowledge) -> tuple[Fault, ...]:
    """What is wrong with one hub, in the order of the page."""
    full = filled(hub, known)
    page = _Page(hub, full)
    faults = [*_marks(page), *_text(page, known)]
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))


class _Page:
    """A hub in which faults are found."""

    def __init__(self, hub: Hub, full: Filled) -> None:
        self.hub = hub
        self.full = full
        self._starts = [0, *(m.end() for m in re.finditer("\n", hub.text))]

    def fault(self, rule: str, offset: int, message: str, identity: str, hint: str = "") -> Fault:
        """A fault at an offset of the page; `identity` is what it is known by, on this page."""
        line = bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1]
        digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16]
        return Fault(rule, message, self.hub.path, line, column, (self.hub.path, digest), hint)


def _marks(page: _Page) -> Iterator[Fault]:
    for flaw in page.full.flaws:
        yield page.fault(NUMBER, flaw.offset, flaw.message, flaw.message, flaw.hint)
    for mark, edits in groupby(page.full.edits, key=lambda edit: edit.mark):
        words = " ".join(mark.words)
        message = f"the mark `{words}` {_difference(page.hub, list(edits))}"
        hint = "write what is true now with leancat hubs --write"
        yield page.fault(NUMBER, mark.offset, message, words, hint)


def _difference(hub: Hub, edits: list[MarkEdit]) -> str:
    before = [_short(hub.text[edit.start : edit.end]) for edit in edits]
    after = [_short(edit.text) for edit in edits]
    if all(len(text) <= 40 for text in (*before, *after)):
        return f"says {', '.join(before) or 'nothing'} and should say {', '.join(after)}"
    return "is no longer what it should say"


def _short(text: str) -> str:
    return " ".join(unescape(text).split())


def _text(page: _Page, known: Knowledge) -> Iterator[Fault]:
    """Links and numbers outside of marks."""
    hub = page.hub
    ours = [(mark.start, mark.end) for mark in page.full.marks if mark.last]
    shown_on = known.places.page_of(hub)
    for block in blocks(hub.text, hub.pieces(), ours, markdown=hub.markdown):
        for link in block.links:
            problem = known.places.broken(link, hub.path, shown_on)
            if problem is not None:
                identity = f"{link.target} {link.text}"
                yield page.fault(LINK, link.offset, problem.message, identity, problem.hint)
    for number in numbers_without_mark(hub, page.full, known):
        identity = f"{number.said} {number.mark}"
        message = f"“{number.said}” stands in no mark, so that nobody knows when it is no longer so"
        offered = f'<span data-leancat="{number.mark}">'
        hint = f"leancat hubs --mark puts {offered} around it; a mark `ignore` leaves it as it is"
        fault = page.fault(UNMARKED, number.start, message, identity, hint)
        yield replace(fault, doubtful=True)


def numbers_without_mark(hub: Hub, full: Filled, known: Knowledge) -> Iterator[Unmarked]:
    """The numbers about proofs of a hub that stand in no mark, in the order of the page."""
    pieces = hub.pieces()
    ours = [(mark.start, mark.end) for mark in full.marks if mark.last]
    for block in blocks(hub.text, pieces, ours, markdown=hub.markdown):
        yield from unmarked(block, hub.text, pieces, known.figures, hub.paper)


def _unreadable(problem: Problem) -> Fault:
    path = problem.path or ""
    line, column = problem.line or 1, problem.column or 0
    return Fault(LINK, problem.message, path, line, column, (path,), problem.hint)


def _locators(hubs: Hubs, catalogue: Catalogue, below: str) -> Iterator[Fault]:
    """Places in papers that are not found in the hub, where that is a file of the repository."""
    homes = {p.id: normpath(below + p.hub) for p in catalogue.papers if p.hub}
    pages = {
        hub.paper: (hub.path, Sections(hub.text))
        for hub in hubs.pages
        if hub.paper and homes.get(hub.paper) == hub.path
    }
    prefix = _prefix(below)
    for claim in catalogue.claims:
        for ref in claim.papers:
            path, sections = pages.get(ref.paper, ("", None))
            if sections is None or not ref.locator or sections.holds(ref.locator):
                continue
            place = ref.place or claim.place
            yield Fault(
                rule=LOCATOR,
                message=f"{claim.id}: “{ref.locator}” is not found in {path}",
                path=prefix + place.path,
                line=place.line,
                column=place.column,
                identity=(claim.id, ref.paper, ref.locator),
                hint="mend the locator, or write the place into the hub",
                claims=(claim.id,),
            )


def _prefix(below: str) -> str:
    """What stands before the paths of places, which begin with the catalogue's own folder."""
    parent = below.rstrip("/").rpartition("/")[0]
    return f"{parent}/" if parent else ""


def _documents(catalogue: Catalogue, files: Files, below: str) -> Iterator[Fault]:
    for broken in broken_documents(catalogue, files, below):
        place = broken.place
        yield Fault(
            rule=DOCUMENT,
            message=f"{broken.owner}: {broken.message}",
            path=_prefix(below) + place.path if place else f"{below}papers.yaml",
            line=place.line if place else 1,
            column=place.column if place else 0,
            identity=(broken.owner, broken.document.path),
            hint="bring the registered document back; a new one is a new registration",
            claims=(broken.owner,) if broken.claim else (),
        )
