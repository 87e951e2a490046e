"""Reads a written site back and says what is wrong with it: links, anchors, ids, requests."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from indexer.base.errors import Problem

# Attributes by which a browser fetches something on its own, without a reader's click.
_FETCHING = {
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("object", "data"),
    ("embed", "src"),
    ("source", "src"),
    ("use", "href"),
    ("image", "href"),
}
_FETCHING_RELATIONS = frozenset({"stylesheet", "icon", "preload", "prefetch", "modulepreload"})
_MOST = 1000
# Plain elements: those of `lxml.html` are looked up by their tags, one after the other.
_PARSER = etree.HTMLParser()


@dataclass(frozen=True, slots=True)
class _PageFacts:
    """What the checks need of one page."""

    path: str
    ids: frozenset[str]
    links: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]


def check_site(root: Path) -> list[Problem]:
    """Every fault of the site in the folder `root`, up to a thousand; paths are relative to it.

    Checked: each link leads to a file and each fragment to an id in it, no id stands twice, nothing
    is fetched from another host, no script or handler stands in a page, every page has a title, a
    language and something in its main part.
    """
    files = {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()}
    pages = {f: _read(root, f) for f in sorted(files) if f.endswith(".html")}
    problems = [problem for page in pages.values() for problem in page.problems]
    told: dict[tuple[str, str], str | None] = {}
    for page in pages.values():
        problems.extend(_broken(page, files, pages, told))
        if len(problems) > _MOST:
            break
    return problems[:_MOST]


def _read(root: Path, path: str) -> _PageFacts:
    document: Any = html.document_fromstring((root / path).read_bytes(), parser=_PARSER)
    ids: Counter[str] = Counter()
    links: list[tuple[str, int]] = []
    problems: list[Problem] = []
    for element in document.iter("*"):
        attributes = element.items()
        if not attributes and element.tag != "script":
            continue  # most are plain words
        for name, value in attributes:
            if name == "id":
                ids[value] += 1
            elif name in ("href", "src", "data") or name.endswith("}href"):
                links.append((value, element.sourceline or 1))
        problems.extend(
            Problem(text, path, element.sourceline) for text in _faults(element, attributes)
        )
    twice = [Problem(f"the id {i!r} stands {n} times", path) for i, n in ids.items() if n > 1]
    return _PageFacts(
        path, frozenset(ids), tuple(links), (*problems, *twice, *_whole(document, path))
    )


def _faults(element: Any, attributes: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What may not stand in a page: code, and things fetched from elsewhere."""
    tag = element.tag
    if tag == "script" and (element.text or "").strip():
        yield "a script stands in the page"
    for name, value in attributes:
        if name.startswith("on"):
            yield f"the handler {name!r} stands in the page"
        fetching = (tag, name) in _FETCHING or (
            tag == "link" and name == "href" and _fetches(element)
        )
        if fetching and (urlsplit(value).netloc or urlsplit(value).scheme not in ("", "data")):
            yield f"{value!r} would be fetched from elsewhere"


def _fetches(link: Any) -> bool:
    return not _FETCHING_RELATIONS.isdisjoint(str(link.get("rel", "")).split())


def _whole(document: Any, path: str) -> Iterator[Problem]:
    if not (document.findtext(".//title") or "").strip():
        yield Problem("the page has no title", path)
    if not document.get("lang"):
        yield Problem("the page does not say its language", path)
    main = document.find(".//main")
    if main is None or not main.xpath("string()").strip():
        yield Problem("the main part of the page is empty", path)


def _broken(
    page: _PageFacts,
    files: Iterable[str],
    pages: dict[str, _PageFacts],
    told: dict[tuple[str, str], str | None],
) -> Iterator[Problem]:
    """The links that lead nowhere; `told` is what was found of each, by folder, already: most stand
    on every page."""
    folder = posixpath.dirname(page.path)
    for href, line in page.links:
        here = (page.path if href.startswith(("#", "?")) else folder, href)
        if here not in told:
            told[here] = _fault_of(page, href, files, pages)
        if problem := told[here]:
            yield Problem(f"{href!r} {problem}", page.path, line)


def _fault_of(
    page: _PageFacts, href: str, files: Iterable[str], pages: dict[str, _PageFacts]
) -> str | None:
    try:
        parts = urlsplit(href)
    except ValueError:
        return "is no address"
    if parts.scheme in ("http", "https", "mailto") or href == "data:,":
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return "does not lead into the site"
    folder = posixpath.dirname(page.path)
    target = (
        posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else page.path
    )
    if target not in files:
        return "leads to no file"
    fragment = unquote(parts.fragment)
    if fragment and (target not in pages or fragment not in pages[target].ids):
        return "leads to no anchor"
    return None
