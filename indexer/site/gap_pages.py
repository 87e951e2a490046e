"""The page of gaps: what is not covered, by what stands in the way and what would close it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup

from indexer.hubs.tables import Gaps, gaps_by_obstacle
from indexer.judge.records import ClaimReport
from indexer.site import prose, urls
from indexer.site.facts import Facts
from indexer.site.next_pages import Awaited, blocking, ready
from indexer.site.views import ClaimRow, Link, Page, claim_row, linked, parted

_ROWS = 400  # claims on one page
_MOST = 200  # of what is to be done next


@dataclass(frozen=True, slots=True)
class GapView:
    """The gaps behind one kind of obstacle, as far as they are on a page, and how many there are;
    `about` says what would have to exist to close them, and each row comes with the note of its
    claim."""

    id: str
    title: str
    about: Markup
    rows: tuple[tuple[ClaimRow, Markup], ...]
    total: int


@dataclass(frozen=True, slots=True)
class GapsView:
    """A part of the page: the claims that others wait for, those that can be proved next, gaps, and
    where the other parts are."""

    blocking: tuple[Awaited, ...]
    ready: tuple[Awaited, ...]
    groups: tuple[GapView, ...]
    parts: tuple[Link, ...]


def pages(facts: Facts) -> Iterator[Page]:
    """The page of gaps, in as many parts as it needs."""
    groups = gaps_by_obstacle(facts.report.catalogue, facts.report.claims)
    listed = [(group, report) for group in groups for report in group.claims]
    first, then = blocking(facts)[:_MOST], ready(facts)[:_MOST]
    for place, chunk, parts in parted(urls.GAPS, listed, _ROWS):
        shown = groupby(chunk, key=itemgetter(0))
        made = tuple(_view(facts, group, [report for _, report in own]) for group, own in shown)
        yield Page(
            place, "gaps.html", "Gaps by obstacle", GapsView(first, then, made, parts), "claims"
        )
        first = then = ()


def _view(facts: Facts, group: Gaps, claims: Iterable[ClaimReport]) -> GapView:
    rows = tuple(
        (claim_row(facts, report), linked(facts, prose.block(report.claim.obstacle.note), ""))
        if report.claim.obstacle
        else (claim_row(facts, report), Markup())
        for report in claims
    )
    kind = group.kind
    about = prose.block(kind.about)
    return GapView(kind.id or "none", kind.title, about, rows, len(group.claims))
