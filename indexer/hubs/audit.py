"""What hubs say that is not true: in marks, in sentences, in links, in documents."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import groupby
from posixpath import normpath

from indexer.errors import Problem
from indexer.files import Files
from indexer.hubs.fill import Filled, Knowledge, filled
from indexer.hubs.locators import Sections
from indexer.hubs.marks import Edit
from indexer.hubs.pages import Hub, Hubs
from indexer.hubs.preregistration import broken_documents
from indexer.hubs.shown import Block, blocks, sentences
from indexer.hubs.stated import Stated, stated
from indexer.model import Catalogue

NUMBER = "stated-number"
LINK = "hub-link"
DOCUMENT = "preregistration"
LOCATOR = "locator"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a hub says that is not so. `path` is from the top of the repository, lines are
    1-based and columns 0-based; `identity` stays the same when other lines of the page change."""

    rule: str
    message: str
    path: str
    line: int
    column: int
    identity: tuple[str, ...]
    hint: str = ""
    claims: tuple[str, ...] = ()


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


def _difference(hub: Hub, edits: list[Edit]) -> str:
    before = [_short(hub.text[edit.start : edit.end]) for edit in edits]
    after = [_short(edit.text) for edit in edits]
    if all(len(text) <= 40 for text in (*before, *after)):
        return f"says {', '.join(before) or 'nothing'} and should say {', '.join(after)}"
    return "is no longer what it should say"


def _short(text: str) -> str:
    return " ".join(unescape(text).split())


def _text(page: _Page, known: Knowledge) -> Iterator[Fault]:
    """Sentences and links outside of marks."""
    hub = page.hub
    ours = [(mark.start, mark.end) for mark in page.full.marks if mark.last]
    shown_on = known.places.page_of(hub)
    told: set[int] = set()
    for block in blocks(hub.text, hub.pieces(), ours, markdown=hub.markdown):
        for link in block.links:
            problem = known.places.broken(link, hub.path, shown_on)
            if problem is not None:
                identity = f"{link.target} {link.text}"
                yield page.fault(LINK, link.offset, problem.message, identity, problem.hint)
        for sentence in sentences(block):
            yield from _sentence(page, known, sentence, told)


def _sentence(page: _Page, known: Knowledge, sentence: Block, told: set[int]) -> Iterator[Fault]:
    """What is not so in a sentence; `told` has the places of numbers that were looked at."""
    for said in stated(sentence, known.figures, page.hub.paper):
        if said.offset in told:
            continue
        told.add(said.offset)
        if not said.true:
            hint = (
                f'correct it, have it kept true (<span data-leancat="{said.figure}">), or leave it '
                'as it is (<span data-leancat="ignore">)'
            )
            yield page.fault(NUMBER, said.offset, _said(said), said.sentence, hint)


def _said(said: Stated) -> str:
    truths = ", ".join(f"{truth} in {scope}" for scope, truth in said.truths)
    return f"“{said.said}” is not so: it is {truths}"


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
