"""The list of troubles, in the order in which closing them helps most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.site import urls
from indexer.site.code_links import MANY
from indexer.site.facts import Facts, Hole
from indexer.site.next_pages import DoubtRow, Fold, doubt_rows, fold
from indexer.site.views import Link, Page, parted, ref_link

_ROWS = 500


@dataclass(frozen=True, slots=True)
class HoleRow:
    """A trouble in the list of troubles: what closing it alone would cover, and what it holds."""

    place: str
    source: str
    owner: Link | None
    title: str
    certain: bool
    covers: int
    blocks: Fold
    tolerated: str | None


@dataclass(frozen=True, slots=True)
class HolesView:
    """All troubles, or a part of them; `sorries` are the places where a proof is left out, `doubts`
    stand on the first part only."""

    total: int
    sorries: int
    blocking: int
    rows: tuple[HoleRow, ...]
    parts: tuple[Link, ...]
    doubts: tuple[DoubtRow, ...]


def hole_pages(facts: Facts) -> Iterator[Page]:
    """The list of troubles: first what covers most claims when it alone is closed, then what holds
    most."""
    ordered = sorted(facts.holes(), key=lambda h: (-len(h.holds.alone), -len(h.holds.claims)))
    blocking = sum(bool(hole.holds.claims) for hole in ordered)
    sorries = sum(facts.sorries.values())
    for place, chunk, parts in parted(urls.SORRIES, ordered, _ROWS):
        rows = tuple(_hole_row(facts, hole) for hole in chunk)
        doubts = doubt_rows(facts)[:MANY] if place == urls.SORRIES else ()
        view = HolesView(len(ordered), sorries, blocking, rows, parts, doubts)
        yield Page(place, "sorries.html", "Sorries", view, "sorries")


def _hole_row(facts: Facts, hole: Hole) -> HoleRow:
    ref, line = hole.trouble.ref, hole.trouble.span.line
    name = Link(ref.name) if ref.name else None
    return HoleRow(
        place=f"{hole.module.path}:{line}",
        source=facts.urls.source(ref.project, ref.module, line),
        owner=ref_link(facts, hole.owner) if hole.owner else name,
        title=hole.trouble.words,
        certain=hole.trouble.certain,
        covers=len(hole.holds.alone),
        blocks=fold(facts, hole.holds.claims, hole.owner),
        tolerated=hole.tolerated,
    )
