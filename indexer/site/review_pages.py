"""What a reader has to read, and who has: the queue of claims that wait for one, and what claims,
papers and the dashboard say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from indexer.judge.records import ClaimReport
from indexer.judge.reviews import ReaderKind, faithful, objections
from indexer.review.command import answering
from indexer.review.to_read import Portion, lines
from indexer.site import prose, urls
from indexer.site.facts import Facts
from indexer.site.views import Link, Page, parted, ref_link

_ROWS = 300  # claims on one page

KINDS = {
    ReaderKind.HUMAN: "independent humans",
    ReaderKind.AUTHOR: "authors of the formalisation",
    ReaderKind.AI: "AI",
    ReaderKind.UNSTATED: "readers of whom nothing is said",
}


@dataclass(frozen=True, slots=True)
class Belief:
    """Of `of` lines of Lean a reader has to read `lines`, or, where only statements are counted,
    `at_least` so many; `steps` are what, in reading order, each with its number of lines."""

    lines: int
    of: int
    at_least: bool
    steps: tuple[tuple[Link, int], ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A claim that waits for a reader."""

    link: Link
    title: Markup
    why: str
    rests: int
    belief: Belief
    command: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The queue, what it takes to believe all, and how many claims whom found faithful."""

    belief: Belief
    read_by: tuple[tuple[str, int], ...]
    rows: tuple[WaitingRow, ...]
    objected: tuple[tuple[Link, str], ...]
    parts: tuple[Link, ...]


def counted(claims: Iterable[ClaimReport]) -> dict[ReaderKind, int]:
    """How many claims a reader of each kind found faithful, as they stand."""
    listed = list(claims)
    return {kind: sum(faithful(c.reviews, kind) for c in listed) for kind in KINDS}


def read_by(claims: Iterable[ClaimReport]) -> tuple[tuple[str, int], ...]:
    """The same in words, without what nobody did; that of humans is always told."""
    counts = counted(claims)
    return tuple((KINDS[k], n) for k, n in counts.items() if n or k is ReaderKind.HUMAN)


def whole(facts: Facts) -> Belief:
    """What the whole catalogue asks to be read."""
    found = facts.given.reading.to_read
    return Belief(found.lines, found.of, found.at_least)


def of_paper(facts: Facts, paper: str) -> Belief:
    """What the claims of a paper ask to be read."""
    found = facts.given.reading.to_read
    return Belief(found.papers.get(paper, 0), found.of, found.at_least)


def of_claim(facts: Facts, claim: str) -> Belief:
    """What a claim asks to be read, in reading order."""
    found = facts.given.reading.to_read
    portions = found.claims.get(claim, ())
    steps = tuple((_link(facts, portion), portion.lines) for portion in portions)
    return Belief(lines(portions), found.of, found.at_least, steps)


def _link(facts: Facts, portion: Portion) -> Link:
    note = "statement" if portion.is_statement else ""
    if portion.ref not in facts.declarations:
        return Link(portion.ref.name, None, note)
    link = ref_link(facts, portion.ref)
    return Link(link.text, link.url, note)


def pages(facts: Facts) -> Iterator[Page]:
    """The queue."""
    claims = (*facts.report.claims, *facts.report.refuted)
    objected = tuple(
        (Link(c.claim.id, facts.urls.claim(c.claim.id)), review.words)
        for c in claims
        for review in objections(c.reviews)
    )
    belief, readers = whole(facts), read_by(facts.report.claims)
    for place, rows, parts in parted(urls.REVIEW, tuple(_rows(facts)), _ROWS):
        view = ReviewView(belief, readers, tuple(rows), objected, parts)
        yield Page(place, "review.html", "To review", view, "claims")


def _rows(facts: Facts) -> Iterator[WaitingRow]:
    reading = facts.given.reading
    for waiting in reading.waiting:
        claim = waiting.claim.claim
        yield WaitingRow(
            link=Link(claim.id, facts.urls.claim(claim.id)),
            title=prose.inline(claim.title),
            why=waiting.why,
            rests=waiting.rests,
            belief=of_claim(facts, claim.id),
            command=answering(claim.id, reading.digests.get(claim.id, "")),
        )
