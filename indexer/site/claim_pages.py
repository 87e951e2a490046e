"""Pages about what the catalogue says: home, claims, families, papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from indexer.claims.records import Claim, Family, Paper, PaperRef, Preregistration, Reference
from indexer.history.changes import ClaimChange
from indexer.judge.records import ClaimReport, Standing, Tally
from indexer.site import hub_pages, prose, review_pages, urls
from indexer.site.authors import AuthorView, Dependencies, author_view, dependencies
from indexer.site.claim_map import ClaimMap, claim_map
from indexer.site.facts import Facts
from indexer.site.graphs import neighbourhood
from indexer.site.history_pages import Stood, stood, trend
from indexer.site.next_pages import (
    Awaited,
    DoubtRow,
    StepRow,
    blocking,
    doubt_rows,
    ready,
    step_rows,
)
from indexer.site.standing_words import LOOKS
from indexer.site.views import (
    BackingView,
    ClaimRow,
    Link,
    Page,
    TallyRow,
    backing_view,
    claim_row,
    family_link,
    linked,
    obstacle_title,
    paper_link,
    parted,
    permalink,
    referring,
    titled,
    web_address,
)

_NOTHING = Markup()
_ROWS = 400  # claims on one page
_STEPS = 8  # of what to do next, on the home page
_NOWHERE: Mapping[str, frozenset[str]] = {}

Places = Mapping[str, frozenset[str]]
"""The ids that places in hubs have, by paper."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of "what changed"."""

    title: Markup
    url: str | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The dashboard."""

    about: str
    covered: Tally
    checked: int
    unsettled: int
    saying_nothing: int
    definitions: Tally
    standings: tuple[tuple[Standing, int], ...]
    columns: tuple[Standing, ...]
    map: ClaimMap
    trend: Markup | None
    steps: tuple[StepRow, ...]
    steps_left: int
    doubts: tuple[DoubtRow, ...]
    doubts_left: int
    blocking: tuple[Awaited, ...]
    blocking_left: int
    ready: tuple[Awaited, ...]
    ready_left: int
    families: tuple[TallyRow, ...]
    papers: tuple[TallyRow, ...]
    gaps: tuple[ClaimRow, ...]
    gaps_left: int
    retracted: int
    refuted: int
    replayed: int
    belief: review_pages.Belief
    read_by: tuple[tuple[str, int], ...]
    waiting: int
    changes: tuple[ChangeRow, ...]
    base: str | None
    commit: str | None
    modified: bool
    toolchains: tuple[str, ...]
    evidence_date: str | None
    disagreements: int
    complete: bool


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of claims: all, of one family, of one standing."""

    heading: str
    about: Markup
    rows: tuple[ClaimRow, ...]
    tally: TallyRow | None = None
    standing: Standing | None = None
    filters: tuple[tuple[Standing, int, str], ...] = ()
    parts: tuple[Link, ...] = ()
    badge: str = ""


@dataclass(frozen=True, slots=True)
class FamiliesView:
    """All families, or all papers, with their numbers."""

    heading: str
    rows: tuple[TallyRow, ...]
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class PaperView:
    """The hub of a paper."""

    paper: Paper
    tally: TallyRow
    about: Markup
    url: str | None
    hub: str | None
    rows: tuple[ClaimRow, ...]
    bibtex: str | None
    retracted: tuple[Link, ...]
    badge: str
    data: str
    belief: review_pages.Belief
    words: Markup | None = None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim's own page."""

    claim: Claim
    title: Markup
    statement: Markup
    why: Markup
    standing: Standing | None
    reason: Markup
    flags: tuple[str, ...]
    family: Link
    papers: tuple[Link, ...]
    backings: tuple[BackingView, ...]
    obstacle: tuple[str, Markup] | None
    preregistrations: tuple[Preregistration, ...]
    references: tuple[Reference, ...]
    record: str
    permalink: str
    bibtex: str
    graph: Markup | None
    near: tuple[Link, ...]
    refuted: bool
    rungs: tuple[str, ...]
    reviews: tuple[str, ...]
    belief: review_pages.Belief
    stood: tuple[Stood, ...]
    before: Link | None
    after: Link | None
    author: AuthorView | None = None


@dataclass(frozen=True, slots=True)
class RedirectView:
    """A page that has moved."""

    target: Link


def pages(facts: Facts) -> Iterator[Iterable[Page]]:
    """Every page about claims, families and papers, in batches that are made one by one."""
    hubs = hub_pages.hubs(facts)
    places = {paper: hub_pages.anchors(words) for paper, words in hubs.items()}
    yield _lists(facts)
    yield _families(facts)
    yield (paper_page(facts, p, hubs.get(p.id)) for p in facts.report.catalogue.papers)
    depends = dependencies(facts)
    for number in range(len(facts.report.claims)):
        yield _claim(facts, number, places, depends)
    yield _former(facts, places)


def home(facts: Facts) -> HomeView:
    """The dashboard's numbers, all of them from the report."""
    report = facts.report
    given = facts.given
    gaps = [c for c in report.claims if not c.standing.covered]
    changes = given.changes.claims if given.changes else ()
    steps, doubts = step_rows(facts), doubt_rows(facts)
    blocks, next_ones = blocking(facts), ready(facts)
    return HomeView(
        about=facts.config.title,
        covered=report.covered,
        checked=report.checked,
        unsettled=report.unsettled,
        saying_nothing=len(report.saying_nothing),
        definitions=report.definitions,
        standings=_counts(report.standings.items()),
        columns=_columns(facts),
        map=claim_map(facts),
        trend=trend(facts),
        steps=steps[:_STEPS],
        steps_left=max(len(steps) - _STEPS, 0),
        doubts=doubts[:_STEPS],
        doubts_left=max(len(doubts) - _STEPS, 0),
        blocking=blocks[:_STEPS],
        blocking_left=max(len(blocks) - _STEPS, 0),
        ready=next_ones[:_STEPS],
        ready_left=max(len(next_ones) - _STEPS, 0),
        families=tuple(family_row(facts, f) for f in report.catalogue.families),
        papers=tuple(paper_row(facts, p) for p in report.catalogue.papers),
        gaps=tuple(claim_row(facts, c) for c in gaps[:25]),
        gaps_left=max(len(gaps) - 25, 0),
        retracted=len(report.retracted),
        refuted=len(report.refuted),
        replayed=report.replayed,
        belief=review_pages.whole(facts),
        read_by=review_pages.read_by(report.claims),
        waiting=len(given.reading.waiting),
        changes=tuple(_change(facts, c) for c in changes[:25]),
        base=given.changes.before if given.changes else None,
        commit=given.commit,
        modified=given.modified,
        toolchains=tuple(dict.fromkeys(p.project.toolchain or "" for p in given.index.projects)),
        evidence_date=given.evidence_date.date().isoformat() if given.evidence_date else None,
        disagreements=len(report.disagreements),
        complete=report.complete,
    )


def _counts(counts: Iterable[tuple[Standing, int]]) -> tuple[tuple[Standing, int], ...]:
    """Standings that occur, best first."""
    given = dict(counts)
    return tuple((s, given[s]) for s in LOOKS if given.get(s))


def _columns(facts: Facts) -> tuple[Standing, ...]:
    """The standings that tables have a column for; how many are checked is always told."""
    counts = facts.report.standings
    return tuple(s for s in LOOKS if s is Standing.CHECKED or counts.get(s))


def _change(facts: Facts, change: ClaimChange) -> ChangeRow:
    known = change.id in facts.urls.claims
    url = facts.urls.claim(change.id) if known else None
    return ChangeRow(prose.inline(change.title), url, change.was, change.becomes)


def family_row(facts: Facts, family: Family) -> TallyRow:
    """A family with its numbers."""
    counts = _tallied(facts.of_family.get(family.id, ()))
    return TallyRow(
        link=family_link(facts, family.id),
        tally=facts.report.families.get(family.id, Tally(0, 0)),
        checked=facts.report.families_checked.get(family.id, 0),
        about=prose.inline(family.about),
        counts=counts,
        lists={standing: facts.urls.family(family.id, standing) for standing in counts},
    )


def paper_row(facts: Facts, paper: Paper) -> TallyRow:
    """A paper with its numbers."""
    counts = _tallied(facts.of_paper.get(paper.id, ()))
    return TallyRow(
        link=paper_link(facts, paper.id),
        tally=facts.report.papers.get(paper.id, Tally(0, 0)),
        checked=facts.report.papers_checked.get(paper.id, 0),
        about=prose.inline(paper.about),
        counts=counts,
        lists={},
    )


def _tallied(claims: Iterable[ClaimReport]) -> dict[Standing, int]:
    counts: dict[Standing, int] = {}
    for claim in claims:
        counts[claim.standing] = counts.get(claim.standing, 0) + 1
    return counts


def _lists(facts: Facts) -> Iterator[Page]:
    """The dashboard, all claims, the claims of each standing, the retracted ones."""
    yield Page(urls.HOME, "home.html", "", home(facts), "home")
    report = facts.report
    filters = tuple((s, n, facts.urls.standing(s)) for s, n in _counts(report.standings.items()))
    heading = "All claims"
    yield from _parts(facts, urls.CLAIMS, heading, report.claims, filters=filters)
    for standing, _, path in filters:
        members = [c for c in report.claims if c.standing is standing]
        yield from _parts(facts, path, f"Claims: {standing}", members, standing=standing)
    rows = tuple(_retracted_row(facts, claim) for claim in report.retracted)
    yield Page(urls.RETRACTED, "retracted.html", "Retracted claims", rows, "claims")
    if report.refuted:
        links = tuple(_refuted_row(facts, claim) for claim in report.refuted)
        yield Page(urls.REFUTED, "refuted.html", "Refuted claims", links, "claims")
    yield from review_pages.pages(facts)


def _retracted_row(facts: Facts, claim: Claim) -> tuple[Link, Markup, str]:
    link = Link(prose.inline(claim.title), facts.urls.claim(claim.id), claim.id)
    return link, linked(facts, prose.inline(claim.reason), ""), claim.retracted_on


def _refuted_row(facts: Facts, report: ClaimReport) -> tuple[Link, str]:
    claim = report.claim
    link = Link(prose.inline(claim.title), facts.urls.claim(claim.id), claim.id)
    return link, report.reason


def _parts(
    facts: Facts,
    path: str,
    heading: str,
    claims: Iterable[ClaimReport],
    *,
    about: Markup = _NOTHING,
    tally: TallyRow | None = None,
    standing: Standing | None = None,
    filters: tuple[tuple[Standing, int, str], ...] = (),
    badge: str = "",
) -> Iterator[Page]:
    """A list of claims, on as many pages as it needs."""
    for place, members, parts in parted(path, list(claims), _ROWS):
        rows = tuple(claim_row(facts, c) for c in members)
        view = ListView(heading, about, rows, tally, standing, filters, parts, badge)
        yield Page(place, "claims.html", heading, view, "claims")


def _families(facts: Facts) -> Iterator[Page]:
    """The overview of families and papers, each family, and its claims of each standing."""
    catalogue = facts.report.catalogue
    shown = _columns(facts)
    families = FamiliesView(
        "Families", tuple(family_row(facts, f) for f in catalogue.families), shown
    )
    yield Page(urls.FAMILIES, "families.html", "Families", families, "claims")
    papers = FamiliesView("Papers", tuple(paper_row(facts, p) for p in catalogue.papers), shown)
    yield Page(urls.PAPERS, "families.html", "Papers", papers, "papers")
    for family in catalogue.families:
        yield from _family(facts, family)


def _family(facts: Facts, family: Family) -> Iterator[Page]:
    members = facts.of_family.get(family.id, ())
    row = family_row(facts, family)
    filters = tuple((s, n, facts.urls.family(family.id, s)) for s, n in _counts(row.counts.items()))
    path = facts.urls.family(family.id)
    yield from _parts(
        facts,
        path,
        family.title,
        members,
        about=prose.block(family.about),
        tally=row,
        filters=filters,
        badge=f"badges/family/{facts.urls.families[family.id]}.svg",
    )
    for standing, _, place in filters:
        chosen = [c for c in members if c.standing is standing]
        heading = f"{family.title}: {standing}"
        yield from _parts(facts, place, heading, chosen, standing=standing)


def paper_page(facts: Facts, paper: Paper, words: Markup | None = None) -> Page:
    """The hub of a paper: its author's own `words`, where there are any, and each of its claims,
    one click from the line that proves it."""
    stem = facts.urls.papers[paper.id]
    view = PaperView(
        paper=paper,
        tally=paper_row(facts, paper),
        about=prose.block(paper.about),
        url=web_address(paper.url),
        hub=web_address(paper.hub),
        rows=tuple(claim_row(facts, c, paper.id) for c in facts.of_paper.get(paper.id, ())),
        bibtex=paper.bibtex,
        retracted=tuple(
            Link(prose.inline(c.title), facts.urls.claim(c.id), c.reason)
            for c in facts.report.retracted
            if any(p.paper == paper.id for p in c.papers)
        ),
        badge=f"badges/paper/{stem}.svg",
        data=f"data/papers/{stem}.json",
        belief=review_pages.of_paper(facts, paper.id),
        words=words,
    )
    return Page(facts.urls.paper(paper.id), "paper.html", paper.title, view, "papers")


def _claim(
    facts: Facts, number: int, places: Places, depends: Dependencies | None
) -> Iterator[Page]:
    order = facts.report.claims
    before = titled(facts, order[number - 1].claim.id) if number else None
    after = titled(facts, order[number + 1].claim.id) if number + 1 < len(order) else None
    author = author_view(facts, order[number], depends) if depends else None
    yield claim_page(facts, order[number].claim, order[number], before, after, places, author)


def _former(facts: Facts, places: Places) -> Iterator[Page]:
    """Claims that were retracted or refuted, and the addresses that claims once had."""
    for claim in facts.report.retracted:
        yield claim_page(facts, claim, None, places=places)
    for report in facts.report.refuted:
        yield claim_page(facts, report.claim, report, places=places)
    for claim in facts.report.catalogue.claims:
        target = Link(claim.title, facts.urls.claim(claim.id))
        for alias in claim.aliases:
            yield Page(facts.urls.claim(alias), "redirect.html", claim.title, RedirectView(target))


def claim_page(
    facts: Facts,
    claim: Claim,
    report: ClaimReport | None,
    before: Link | None = None,
    after: Link | None = None,
    places: Places = _NOWHERE,
    author: AuthorView | None = None,
) -> Page:
    """The page of a claim; `report` is None for a retracted one, `places` are the ids on hubs."""
    path = facts.urls.claim(claim.id)
    graph, near = neighbourhood(facts, report, "../") if report else (None, ())
    view = ClaimView(
        claim=claim,
        title=prose.inline(claim.title),
        statement=referring(facts, prose.block(claim.statement), "../"),
        why=prose.block(claim.why),
        standing=report.standing if report else None,
        reason=linked(
            facts, escape(report.reason) if report else prose.inline(claim.reason), "../"
        ),
        flags=report.flags if report else (),
        family=family_link(facts, claim.family),
        papers=tuple(_placed(facts, p, places.get(p.paper, frozenset())) for p in claim.papers),
        backings=tuple(backing_view(facts, report, b) for b in report.backings) if report else (),
        obstacle=_obstacle(facts, claim),
        preregistrations=claim.preregistrations,
        references=claim.references,
        record=facts.config.record,
        permalink=permalink(facts, path),
        bibtex=_bibtex(facts, claim, permalink(facts, path)),
        graph=graph,
        near=near,
        refuted=report is not None and report.is_refuted,
        rungs=tuple(rung.words for rung in report.rungs) if report else (),
        reviews=tuple(review.words for review in report.reviews) if report else (),
        belief=review_pages.of_claim(facts, claim.id),
        stood=stood(facts, claim),
        before=before,
        after=after,
        author=author,
    )
    return Page(path, "claim.html", claim.title, view, "claims")


def _placed(facts: Facts, ref: PaperRef, places: frozenset[str]) -> Link:
    """A paper, leading to the claim's place in its hub, where the locator's last part is one."""
    link = paper_link(facts, ref.paper, ref.locator)
    parts = [hub_pages.anchor(part) for part in reversed(re.split(r"\s*[,;]\s*", ref.locator))]
    found = next((part for part in parts if part in places), None)
    return replace(link, url=f"{link.url}#{found}") if found and link.url else link


def _obstacle(facts: Facts, claim: Claim) -> tuple[str, Markup] | None:
    if claim.obstacle is None:
        return None
    return obstacle_title(facts, claim), linked(facts, prose.inline(claim.obstacle.note), "../")


def _bibtex(facts: Facts, claim: Claim, address: str) -> str:
    """An entry for the claim itself, the entries of its papers as the catalogue has them, and one
    for each work it refers to."""
    papers = [facts.papers[p.paper] for p in claim.papers if p.paper in facts.papers]
    authors = " and ".join(dict.fromkeys(f"{{{_tex(a)}}}" for p in papers for a in p.authors))
    fields = {
        "title": f"{{{_tex(claim.title)}}}",
        "author": f"{{{authors}}}" if authors else "",
        "year": f"{{{max(p.year for p in papers if p.year)}}}"
        if any(p.year for p in papers)
        else "",
        "howpublished": rf"{{\url{{{address}}}}}",
        "note": f"{{Claim {_tex(claim.id)}{_at_commit(facts)}}}",
    }
    own = _entry(re.sub(r"[^A-Za-z0-9:-]", "-", claim.id), fields)
    entries = [own, *(p.bibtex.strip() for p in papers if p.bibtex)]
    return "\n\n".join([*entries, *(_cited(r) for r in claim.references)])


def _cited(reference: Reference) -> str:
    """The entry of a work that a claim refers to; its key is its identifier, or its title."""
    known = reference.doi or reference.arxiv or reference.title
    fields = {
        "title": f"{{{{{_tex(reference.title)}}}}}",
        "author": f"{{{' and '.join(map(_tex, reference.authors))}}}" if reference.authors else "",
        "year": f"{{{reference.year}}}" if reference.year else "",
        "doi": f"{{{_tex(reference.doi)}}}" if reference.doi else "",
        "eprint": f"{{{reference.arxiv}}}" if reference.arxiv else "",
        "archiveprefix": "{arXiv}" if reference.arxiv else "",
        "url": rf"{{{reference.url}}}" if reference.url else "",
    }
    return _entry(re.sub(r"[^A-Za-z0-9:.-]", "-", known), fields)


def _entry(key: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name:<12} = {value}" for name, value in fields.items() if value]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def _at_commit(facts: Facts) -> str:
    return f", commit {facts.given.commit[:12]}" if facts.given.commit else ""


def _tex(text: str) -> str:
    """Text for a BibTeX field: braces and backslashes outside of formulas would break the entry."""
    return re.sub(r"([%#&_{}])", r"\\\1", text) if "$" not in text and "\\" not in text else text
