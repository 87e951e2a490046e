"""All names from A to Z, for readers without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.judge.records import Standing
from indexer.lean.names import split
from indexer.scan.records import Ref
from indexer.site import urls
from indexer.site.facts import Facts
from indexer.site.views import Link, Page, parted, ref_link, titled

_NAMES = 800  # names on one page of the index


@dataclass(frozen=True, slots=True)
class NamesView:
    """The index of names: one letter, or one part of a letter."""

    letter: str
    letters: tuple[Link, ...]
    rows: tuple[tuple[str, Link, str], ...]
    claims: tuple[tuple[Link, Standing | None], ...]
    total: int


def name_pages(facts: Facts) -> Iterator[Page]:
    """All names from A to Z, by their last component, for readers without JavaScript."""
    shelves: dict[str, list[tuple[str, Ref]]] = {}
    for ref in facts.listed():
        last = (split(facts.shown_name(ref)) or ("",))[-1]
        shelves.setdefault(_letter(last), []).append((last, ref))
    letters = sorted(shelves, key=lambda c: (not c.isascii(), c))
    paths = {c: f"names/{'symbols' if c == '#' else urls.slug(c.lower())}.html" for c in letters}
    links = tuple(Link(c, paths[c], str(len(shelves[c]))) for c in letters)
    total = len(facts.declarations)
    claims = tuple(
        (titled(facts, c.claim.id), c.standing)
        for c in sorted(facts.report.claims, key=lambda c: c.claim.title.casefold())
    )
    for place, chunk, parts in parted(urls.NAMES, list(claims), _NAMES):
        view = NamesView("", links + parts, (), tuple(chunk), total)
        yield Page(place, "names.html", "Index", view, "names")
    for letter in letters:
        entries = sorted(
            shelves[letter], key=lambda e: (e[0].casefold(), e[0], str(e[1]), e[1].module)
        )
        for place, names, parts in parted(paths[letter], entries, _NAMES):
            rows = tuple((last, _shown_link(facts, ref), ref.module) for last, ref in names)
            view = NamesView(letter, links + parts, rows, (), total)
            yield Page(place, "names.html", f"Index: {letter}", view, "names")


def _shown_link(facts: Facts, ref: Ref) -> Link:
    return replace(ref_link(facts, ref), text=facts.shown_name(ref))


def _letter(name: str) -> str:
    first = name[:1].upper()
    return first if first.isalpha() and len(first) == 1 else "#"
