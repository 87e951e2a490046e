"""What belongs into a mark, by its words; and hub pages with their marks filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from indexer.base.errors import Problem
from indexer.claims.records import Preregistration
from indexer.hubs import tables
from indexer.hubs.figures import FIGURES, Figures, FigureScope, UnknownFigureError, near, text_of
from indexer.hubs.links import SCHEMES, Places
from indexer.hubs.marks import (
    IGNORE,
    LINK,
    Answer,
    Flaw,
    Mark,
    MarkEdit,
    applied,
    edits,
    find_marks,
)
from indexer.hubs.pages import Hub
from indexer.lake.records import Project


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that marks may ask for."""

    figures: Figures
    places: Places
    projects: Mapping[str, Project]


@dataclass(frozen=True, slots=True)
class Filled:
    """A hub with its marks filled: the text, what was changed, and the marks that could not be."""

    hub: Hub
    text: str
    marks: tuple[Mark, ...]
    edits: tuple[MarkEdit, ...]
    flaws: tuple[Flaw, ...]


def filled(hub: Hub, known: Knowledge) -> Filled:
    """The hub with every mark saying what is true now, and all else as it was."""
    found = hub.pieces()
    marks, broken = find_marks(hub.text, found)
    made, flaws = edits(hub.text, found, marks, lambda words: answer(words, hub, known))
    return Filled(hub, applied(hub.text, made), marks, made, broken + flaws)


@dataclass(frozen=True, slots=True)
class _Question:
    """A mark's scope, the words it was given in, and the hub that asks."""

    scope: FigureScope
    words: tuple[str, ...]
    hub: Hub
    known: Knowledge
    href: tables.Href


def answer(words: tuple[str, ...], hub: Hub, known: Knowledge) -> Answer:
    """What belongs into a mark of a hub. Raises UnknownFigureError for what cannot be had."""
    figure, rest = words[0], words[1:]
    if figure == LINK:
        return _link(rest, hub, known)
    scope = known.figures.scope(rest, hub.paper)
    if figure in FIGURES:
        numbers = known.figures.numbers(figure, scope)
        return Answer(text_of(figure, numbers), numbers)
    if figure in _TEXTS:
        return Answer(_TEXTS[figure](_Question(scope, rest, hub, known, hrefs(hub, known))))
    choices = (*FIGURES, *_TEXTS, LINK, IGNORE)
    raise UnknownFigureError(Problem(f"`{figure}` is no figure", hint=near(figure, choices)))


def block(words: tuple[str, ...], hub: Hub, known: Knowledge, href: tables.Href) -> str:
    """The HTML of a mark that asks for a block (one of BLOCKS), its links by `href`.

    Raises UnknownFigureError.
    """
    scope = known.figures.scope(words[1:], hub.paper)
    return _TEXTS[words[0]](_Question(scope, words[1:], hub, known, href))


def _link(words: tuple[str, ...], hub: Hub, known: Knowledge) -> Answer:
    scheme, colon, name = words[0].partition(":") if words else ("", "", "")
    if not colon or scheme not in SCHEMES:
        hint = 'as in data-leancat="link claim:rope.isometry"'
        raise UnknownFigureError(Problem("a link without a place to lead to", hint=hint))
    return Answer(known.places.address(scheme, name, inside=hub.shown))


# --- words and blocks -----------------------------------------------------------------------------


def _standing(asked: _Question) -> str:
    """The worst standing of a scope."""
    found = [c.standing for c in asked.scope.claims]
    if not found:
        raise UnknownFigureError(Problem(f"{asked.scope.name} has no claim that counts"))
    return str(min(found, key=lambda standing: standing.rank))


def _toolchain(asked: _Question) -> str:
    known = asked.known.projects
    projects = (known[p] for p in sorted(asked.scope.projects) if p in known)
    return ", ".join(dict.fromkeys(p.toolchain for p in projects if p.toolchain)) or "not stated"


def _table(asked: _Question) -> str:
    papers = [asked.hub.paper] if asked.hub.paper else []
    return tables.claims_table(asked.scope, asked.href, papers)


def _gap_list(asked: _Question) -> str:
    catalogue = asked.known.figures.report.catalogue
    return tables.gap_list(catalogue, asked.scope, asked.href)


def _documents(asked: _Question) -> str:
    return tables.documents(documents_of(asked.scope, asked.hub.paper, asked.known.figures))


def _badge(asked: _Question) -> str:
    named = [word.removeprefix("paper:") for word in asked.words if word.startswith("paper:")]
    paper = named[0] if len(asked.words) == len(named) == 1 else None
    page, picture = asked.known.places.badge(paper if asked.words else asked.hub.paper)
    return tables.badge(asked.scope, page, picture)


_TEXTS: Mapping[str, Callable[[_Question], str]] = {
    "standing": _standing,
    "toolchain": _toolchain,
    "table": _table,
    "gap-list": _gap_list,
    "documents": _documents,
    "badge": _badge,
}

BLOCKS = frozenset({"table", "gap-list", "documents"})
"""Figures that are blocks of HTML."""


def hrefs(hub: Hub, known: Knowledge) -> tables.Href:
    """Where the links of a hub's blocks lead; nowhere, when nothing says where the site is."""

    def href(scheme: str, name: str) -> str | None:
        try:
            return known.places.address(scheme, name, inside=hub.shown)
        except UnknownFigureError:
            return None

    return href


def documents_of(
    scope: FigureScope, paper: str | None, figures: Figures
) -> tuple[Preregistration, ...]:
    """The documents of a hub's paper and of the claims in a scope, each once."""
    entry = figures.papers.get(paper or "")
    own = entry.preregistrations if entry else ()
    return tuple(
        dict.fromkeys((*own, *(p for c in scope.claims for p in c.claim.preregistrations)))
    )
