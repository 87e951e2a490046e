"""The hub files of a catalogue: which they are, and their text byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import normpath

from indexer.base.errors import InputError, Problem
from indexer.base.files import Files
from indexer.claims.records import Catalogue
from indexer.hubs.markup import MarkupPiece, pieces

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
HTML = (".html", ".htm", ".xhtml")

_WEB = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub page: its path from the top of the repository, its paper if it is a paper's own, and
    its text, in which bytes that are no UTF-8 are surrogates, so that `encoded` gives them back."""

    path: str
    paper: str | None
    text: str
    markdown: bool

    @property
    def shown(self) -> bool:
        """Whether the site shows it, as part of its paper's page."""
        return self.markdown and self.paper is not None

    def pieces(self) -> tuple[MarkupPiece, ...]:
        """The page cut into pieces."""
        return pieces(self.text, markdown=self.markdown)


@dataclass(frozen=True, slots=True)
class Hubs:
    """The hubs that could be read, and what is wrong with the others."""

    pages: tuple[Hub, ...] = ()
    problems: tuple[Problem, ...] = ()


def load_hubs(catalogue: Catalogue, files: Files, below: str) -> Hubs:
    """The hubs that the catalogue names: those of its papers, and those it wants audited.

    `files` are the files of the repository and `below` is the catalogue's folder in it ("" or
    "a/b/").  A hub that is an address on the web is not read.
    """
    pages: list[Hub] = []
    problems: list[Problem] = []
    for path, paper in _named(catalogue, below).items():
        try:
            if not files.exists(path):
                hint = f"write it, or name no hub in {below}papers.yaml"
                raise InputError(Problem("the hub page is not there", path, 1, 0, hint))
            pages.append(hub_of(path, files.read(path), paper))
        except InputError as error:
            problems.extend(error.problems)
    return Hubs(tuple(pages), tuple(problems))


def _named(catalogue: Catalogue, below: str) -> dict[str, str | None]:
    """Path from the top → paper; in the order of the catalogue."""
    named: dict[str, str | None] = {}
    for paper in catalogue.papers:
        if paper.hub and not _WEB.match(paper.hub):
            named.setdefault(normpath(below + paper.hub), paper.id)
    for path in catalogue.config.hubs:
        named.setdefault(normpath(below + path), None)
    return named


def hub_of(path: str, data: bytes, paper: str | None = None) -> Hub:
    """A hub from its bytes. Raises InputError for what is no page of text."""
    if not path.lower().endswith((*MARKDOWN, *HTML)):
        hint = f"a hub ends in {', '.join((*MARKDOWN[:1], *HTML[:1]))}"
        raise InputError(Problem("is neither Markdown nor HTML", path, 1, 0, hint))
    if len(data) > _LARGEST:
        raise InputError(Problem(f"larger than {_LARGEST:,} bytes", path, 1, 0))
    if b"\0" in data:  # UTF-16, or no text at all
        raise InputError(Problem("is not UTF-8", path, 1, 0, "save the file as UTF-8"))
    text = data.decode("utf-8", "surrogateescape")
    return Hub(path, paper, text, path.lower().endswith(MARKDOWN))


def encoded(text: str) -> bytes:
    """The bytes of a hub's text; what was no UTF-8 comes out as it was."""
    return text.encode("utf-8", "surrogateescape")


def of_papers(hubs: Iterable[Hub]) -> Iterator[tuple[str, Hub]]:
    """The hubs that the site shows, by paper."""
    return ((hub.paper, hub) for hub in hubs if hub.shown and hub.paper is not None)
