"""Two sides beside each other: the claims of now, and those of a revision or another catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from indexer.history.changes import ClaimChange, claims_changed
from indexer.judge.records import Report, Standing, Tally
from indexer.site import prose, urls
from indexer.site.facts import Facts
from indexer.site.standing_words import LOOKS
from indexer.site.views import Link, Page, family_link

_ROWS = 400  # claims that are listed
_NONE = Tally(0, 0)


@dataclass(frozen=True, slots=True)
class SideView:
    """One side: its numbers, and the runs of a bar (standing, where it begins, how wide it is) in
    per cent of the larger side."""

    name: str
    report: Report
    bar: tuple[tuple[Standing, float, float], ...]


@dataclass(frozen=True, slots=True)
class PairRow:
    """A number on either side, and how much more it is on the right."""

    link: Link
    standing: Standing | None
    left: str
    right: str
    more: int


@dataclass(frozen=True, slots=True)
class ClaimPair:
    """A claim that does not stand alike; "" where a side has no such claim."""

    title: Markup
    url: str | None
    id: str
    left: str
    right: str
    reason: str


@dataclass(frozen=True, slots=True)
class CompareView:
    """Both sides, standing by standing, family by family, and the claims that differ; `common` are
    the claims that both have, `alike` those that stand alike, `more` those that are not listed."""

    sides: tuple[SideView, SideView]
    standings: tuple[PairRow, ...]
    families: tuple[PairRow, ...]
    rows: tuple[ClaimPair, ...]
    common: int
    alike: int
    more: int


def pages(facts: Facts) -> Iterator[Page]:
    """The page, where there is something to hold against."""
    beside = facts.given.beside
    if beside is None:
        return
    left, right = beside.report, facts.report
    most = max(left.covered.total, right.covered.total, 1)
    found = list(claims_changed(left, right))
    # one that has a standing on both sides, or the other's word, is known to both
    known = {*left.states, *(alias for c in left.catalogue.claims for alias in c.aliases)}
    ids = [(c.claim.id, *c.claim.aliases) for c in (*right.claims, *right.refuted)]
    common = sum(not known.isdisjoint(names) for names in ids)
    differing = [change for change in found if _is_common(change)]
    shown = found if common else []
    view = CompareView(
        sides=(_side(beside.name, left, most), _side(beside.here, right, most)),
        standings=tuple(_standings(facts, left, right)),
        families=tuple(_families(facts, left, right)),
        rows=tuple(_claim(facts, change) for change in shown[:_ROWS]),
        common=common,
        alike=common - len(differing),
        more=max(len(shown) - _ROWS, 0),
    )
    yield Page(urls.COMPARE, "compare.html", f"Side by side with {beside.name}", view, "history")


def _is_common(change: ClaimChange) -> bool:
    return change.was != "new" and change.becomes != "gone"


def _side(name: str, report: Report, most: int) -> SideView:
    bar, at = [], 0.0
    for standing in LOOKS:
        wide = 100 * report.standings.get(standing, 0) / most
        if wide:
            bar.append((standing, round(at, 2), round(wide, 2)))
        at += wide
    return SideView(name, report, tuple(bar))


def _standings(facts: Facts, left: Report, right: Report) -> Iterator[PairRow]:
    for standing in LOOKS:
        was, now = (side.standings.get(standing, 0) for side in (left, right))
        if was or now:
            url = facts.urls.standing(standing) if now else None
            yield PairRow(Link(standing, url), standing, str(was), str(now), now - was)


def _families(facts: Facts, left: Report, right: Report) -> Iterator[PairRow]:
    """In the order of now, then those that only the other side has."""
    titles = {family.id: family.title for family in left.catalogue.families}
    for family in dict.fromkeys((*right.families, *left.families)):
        here = family in facts.families
        link = family_link(facts, family) if here else Link(titles.get(family, family))
        was, now = (side.families.get(family) for side in (left, right))
        more = (now or _NONE).done - (was or _NONE).done
        yield PairRow(link, None, str(was or ""), str(now or ""), more)


def _claim(facts: Facts, change: ClaimChange) -> ClaimPair:
    url = facts.urls.claim(change.id) if change.id in facts.urls.claims else None
    left = "" if change.was == "new" else change.was
    right = "" if change.becomes == "gone" else change.becomes
    return ClaimPair(prose.inline(change.title), url, change.id, left, right, change.reason)
