"""Pages about the site itself: method, data, graph, not found; and what frames every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.claims.records import Lifecycle
from indexer.site import claim_graph, urls
from indexer.site.facts import Facts
from indexer.site.graphs import module_graph
from indexer.site.left_out import Leaving
from indexer.site.views import Link, Page, permalink, web_address


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    title: str
    commit: str | None
    modified: bool
    date: str | None
    address: str | None
    history: bool  # whether there is a page of it
    papers: bool
    headline: str
    beside: str  # what the claims are held against on a page of its own
    left_out: Leaving


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """The page for addresses that lead nowhere; its links are absolute where that can be."""

    links: tuple[Link, ...]


def frame(facts: Facts) -> Frame:
    """What stands around every page of this site."""
    given = facts.given
    return Frame(
        title=facts.title,
        commit=given.commit[:12] if given.commit else None,
        modified=given.modified,
        date=given.date.date().isoformat() if given.date else None,
        address=web_address(facts.config.site_url),
        history=facts.given.history is not None,
        papers=bool(facts.papers),
        headline=f"{facts.report.covered} claims covered, {facts.report.beside}",
        beside=given.beside.name if given.beside else "",
        left_out=given.left_out,
    )


def pages(facts: Facts) -> Iterator[Page]:
    """Every page about the site itself."""
    yield Page(urls.METHOD, "method.html", "Method", tuple(Lifecycle), "method")
    yield Page(urls.DATA, "data.html", "Data", _downloads(facts), "data")
    yield from claim_graph.pages(facts)
    yield from module_graph(facts)
    yield Page(urls.NOT_FOUND, "404.html", "Not found", _not_found(facts))


def _downloads(facts: Facts) -> tuple[Link, ...]:
    return (
        Link("coverage.json", "data/coverage.json", "every number and claim of this site"),
        Link("index.json", "data/index.json", "every declaration that is listed here"),
        Link("claims.csv", "data/claims.csv", "the claims as a table"),
        Link("lean_decls", "lean_decls", "the declarations that claims name, for checkdecls"),
        Link("coverage.svg", "badges/coverage.svg", "the badge as a picture"),
        Link("coverage.json", "badges/coverage.json", "the badge for shields.io’s endpoint"),
        *(
            [Link("history.svg", "badges/history.svg", "the claims over time as a picture")]
            if facts.given.history
            else ()
        ),
        Link("feed.xml", urls.FEED, "changes of standing as an Atom feed"),
        *(
            Link(f"{stem}.json", f"data/papers/{stem}.json", facts.papers[paper].title)
            for paper, stem in facts.urls.papers.items()
        ),
    )


def _not_found(facts: Facts) -> NotFoundView:
    pages = (("Home", urls.HOME), ("All claims", urls.CLAIMS), ("Index of names", urls.NAMES))
    return NotFoundView(tuple(Link(text, permalink(facts, path)) for text, path in pages))
