"""The hubs of papers as the site shows them: the author's own words, marks filled, links resolved.

Inert like all prose here: no HTML of the page passes, only what leancat itself puts into its marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from posixpath import dirname, normpath
from typing import Any
from urllib.parse import quote

from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from indexer.hubs.figures import Figures
from indexer.hubs.fill import BLOCKS, Knowledge, block, filled
from indexer.hubs.links import SCHEMES, Places
from indexer.hubs.marks import Mark, find_marks
from indexer.hubs.markup import Kind, MarkupPiece
from indexer.hubs.pages import Hub
from indexer.hubs.visible_text import INLINE
from indexer.site import prose, urls
from indexer.site.facts import Facts

_LINKS = re.compile(rf"(?:https?:|mailto:|(?:{'|'.join(SCHEMES)}):|[^:?#]*(?:#|$))", re.IGNORECASE)
_HOLE = re.compile(r"<p>\ue000(\d+)\ue001</p>")
_SIGN = re.compile(r"§[\w.]*\w")
_LABEL = re.compile(r"\w[\w. -]{0,60}\w")
_ANCHOR = re.compile(r'<(?:h[1-6]|strong) id="(at-[^"]*)"')
_PRIVATE = re.compile("[\ue000\ue001\ufeff]")
_FIXED = frozenset(
    {urls.HOME, urls.CLAIMS, urls.PAPERS, urls.FAMILIES, urls.RETRACTED, urls.SORRIES, urls.GRAPH}
    | {urls.METHOD, urls.DATA, urls.GAPS, urls.MODULES, urls.DIAGNOSTICS}
)


def hubs(facts: Facts) -> Mapping[str, Markup]:
    """The text of every hub that the site shows, by paper."""
    shown = facts.given.hubs
    if not shown:
        return {}
    known = _knowledge(facts)
    return {paper: _rendered(facts, hub, known) for paper, hub in shown.items()}


def _knowledge(facts: Facts) -> Knowledge:
    given = facts.given
    figures = Figures(given.report, given.index, given.troubles)
    folders = {p: f"{prefix}/" if prefix else "" for p, prefix in given.prefixes.items()}
    places = Places(figures, given.index, facts.urls, folders)
    return Knowledge(figures, places, {p.project.id: p.project for p in given.index.projects})


def _rendered(facts: Facts, hub: Hub, known: Knowledge) -> Markup:
    page = facts.urls.paper(hub.paper or "")
    where = _Where(page, known.places)
    true = replace(hub, text=filled(hub, known).text)
    found = true.pieces()
    marks, _ = find_marks(true.text, found)
    asked = [mark for mark in marks if mark.figure in BLOCKS]
    source = "".join(_markdown(true.text, found, asked))
    reader = prose.reader(_Renderer, _LINKS)
    html = str(reader.render(source, {"where": where}))
    blocks = [block(mark.words, hub, known, partial(_href, where)) for mark in asked]
    return Markup(_HOLE.sub(lambda hole: blocks[int(hole[1])], html))


@dataclass(frozen=True, slots=True)
class _Where:
    """The page that links stand on, and what there is to link to."""

    page: str
    places: Places

    def resolve(self, address: str) -> str | None:
        """What a link of the hub leads to, from its page; None for what the site does not have."""
        scheme, colon, name = address.partition(":")
        if colon and scheme.lower() in SCHEMES:
            return _href(self, scheme.lower(), name)
        if colon:
            return address
        path, mark, fragment = address.partition("#")
        if not path:
            return None
        target = normpath(f"{dirname(self.page)}/{path}")
        known = target in _FIXED or self.places.is_page(target)
        return urls.relative(self.page, target) + mark + fragment if known else None


def _href(where: _Where, scheme: str, name: str) -> str | None:
    target = where.places.page(scheme, name)
    return urls.relative(where.page, target) if target else None


def _markdown(text: str, found: Sequence[MarkupPiece], blocks: Sequence[Mark]) -> Iterator[str]:
    """The page as plain Markdown: tags, comments and templates gone, a hole for every block."""
    holes = {mark.first: hole for hole, mark in enumerate(blocks)}
    until = 0
    targets: list[str] = []
    for index, piece in enumerate(found):
        if index in holes:
            yield f"\n\n\ue000{holes[index]}\ue001\n\n"
            until = blocks[holes[index]].last
        if index >= until:
            yield _piece(text, piece, targets)


def _piece(text: str, piece: MarkupPiece, targets: list[str]) -> str:
    """One piece; `targets` are those of the links that are open."""
    if piece.kind in (Kind.TEXT, Kind.CODE):
        return _PRIVATE.sub("", text[piece.start : piece.end])
    if piece.kind not in (Kind.OPEN, Kind.CLOSE):
        return ""
    if piece.name == "br":
        return "\\\n"
    if piece.name != "a":
        return "" if piece.name in INLINE else "\n\n"
    href = piece.get("href")
    if piece.kind is Kind.OPEN and href:
        targets.append(quote(href.value, safe="/:#?&=~%@+,;.!'()*$-_"))
        return "["
    return f"](<{targets.pop()}>)" if piece.kind is Kind.CLOSE and targets else ""


class _Renderer(prose.Renderer):
    """Headings stay headings, below the page's own; links lead to pages of the site; numbered
    sections and the labels of results ("Theorem 1") can be linked to."""

    def heading_open(
        self, tokens: Sequence[Token], at: int, _: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        sign = _SIGN.match(tokens[at + 1].content)
        return f"<{_level(tokens[at])}{_id(sign[0], env) if sign else ''}>"

    def strong_open(
        self, tokens: Sequence[Token], at: int, _: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        label = tokens[at + 1].content if at < 2 and len(tokens) > at + 1 else ""
        return f"<strong{_id(label, env) if _LABEL.fullmatch(label) else ''}>"

    def heading_close(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        return f"</{_level(tokens[at])}>\n"

    def link_open(
        self, tokens: Sequence[Token], at: int, _: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        href = env["where"].resolve(str(tokens[at].attrGet("href") or ""))
        env.setdefault("closing", []).append("</span>" if href is None else "</a>")
        return "<span>" if href is None else f'<a href="{escape(href)}">'

    def link_close(self, *given: Any) -> str:
        return str(given[-1]["closing"].pop())


def anchor(place: str) -> str:
    """The id of a section ("§2.1") or of a result ("Theorem 1") on the page of a hub."""
    return "at-" + re.sub(r"\W+", "-", place.replace("§", "s").lower()).strip("-")


def anchors(page: Markup) -> frozenset[str]:
    """The ids on the page of a hub that places in it have."""
    return frozenset(_ANCHOR.findall(page))


def _id(place: str, env: MutableMapping[str, Any]) -> str:
    """The attribute that gives a place its id, the first time that the page names it."""
    taken: set[str] = env.setdefault("anchors", set())
    name = anchor(place)
    if name in taken:
        return ""
    taken.add(name)
    return f' id="{escape(name)}"'


def _level(token: Token) -> str:
    return f"h{max(2, int(token.tag[1:]))}"
