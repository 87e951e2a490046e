"""The page of gaps: what is not covered, by what stands in the way and what would close it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from indexer.hubs.tables import Gaps, gaps_by_obstacle
from indexer.site import prose, urls
from indexer.site.facts import Facts
from indexer.site.next_pages import Awaited, blocking, ready
from indexer.site.views import ClaimRow, Page, claim_row, linked


@dataclass(frozen=True, slots=True)
class GapView:
    """The gaps behind one kind of obstacle; `about` says what would have to exist to close them,
    and each row comes with the note of its claim."""

    id: str
    title: str
    about: Markup
    rows: tuple[tuple[ClaimRow, Markup], ...]


@dataclass(frozen=True, slots=True)
class GapsView:
    """The page: the claims that others wait for, those that can be proved next, and all gaps."""

    blocking: tuple[Awaited, ...]
    ready: tuple[Awaited, ...]
    groups: tuple[GapView, ...]


def pages(facts: Facts) -> Iterator[Page]:
    """The page of gaps."""
    groups = gaps_by_obstacle(facts.report.catalogue, facts.report.claims)
    made = tuple(_view(facts, group) for group in groups)
    view = GapsView(blocking(facts), ready(facts), made)
    yield Page(urls.GAPS, "gaps.html", "Gaps by obstacle", view, "claims")


def _view(facts: Facts, group: Gaps) -> GapView:
    rows = tuple(
        (claim_row(facts, report), linked(facts, prose.block(report.claim.obstacle.note), ""))
        if report.claim.obstacle
        else (claim_row(facts, report), Markup())
        for report in group.claims
    )
    kind = group.kind
    return GapView(kind.id or "none", kind.title, prose.block(kind.about), rows)
