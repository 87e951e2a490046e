"""Survey → pins as they would be made now, and what there is to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from indexer.app.survey import Survey
from indexer.judge import claimgraph
from indexer.judge.claimgraph import ClaimEdge
from indexer.judge.records import ClaimReport
from indexer.judge.reviews import Review
from indexer.review.pins import Pin, PinBook, make_pin, with_reviews
from indexer.review.queue import Reading, queue
from indexer.review.to_read import to_read
from indexer.scan.records import Ref


def pin_of(found: Survey, claim: ClaimReport, reviews: Iterable[Review] = ()) -> Pin:
    """The pin of a claim as it stands, with further reviews.  Who read exactly this before keeps
    the credit; who read something else is there as who read something else."""
    entries = found.uses.entries
    backings = [(b.backing, entries[b.ref]) for b in claim.backings if b.ref is not None]
    pins = found.judge.pins
    book = pins if isinstance(pins, PinBook) else None
    located = book.paragraphs(claim.claim) if book else {}
    external = (b.backing for b in claim.backings if b.backing.repo)
    read = ((b, found.judge.outside.judged(claim.claim, b).read) for b in external)
    outside = [(b, pieces) for b, pieces in read if pieces]
    pin = make_pin(found.judge.reader, claim.claim, backings, reviews, located, outside)
    before = book.of(claim.claim) if book else None
    if before is None:
        return pin
    current = before.current
    other = [review for review in before.reviews if review not in current]
    if before.says_the_same(pin):
        current = tuple(replace(review, of=pin.reading) for review in current)
    return with_reviews(pin, (), earlier=(*other, *current))


def judged(found: Survey) -> tuple[ClaimReport, ...]:
    """The claims that can be read, those that are refuted too."""
    return (*found.report.claims, *found.report.refuted)


def claim_edges(
    found: Survey, uses: Mapping[Ref, Mapping[Ref, str]] | None = None
) -> tuple[ClaimEdge, ...]:
    """Which claims the sources use for which; `uses` are the edges of the use graph, where some are
    known already."""
    edges = found.uses.built.plain_edges if uses is None else uses
    return claimgraph.real(judged(found), lambda ref: edges.get(ref, {}).items())


def reading(found: Survey, edges: Iterable[ClaimEdge]) -> Reading:
    """What there is to read of a catalogue, and what waits for a reader; `edges` as `claim_edges`
    gives them.  In a large tree no digest of what is to be read is told: it hangs on thousands of
    definitions for each claim."""
    claims = judged(found)
    waiting = queue(claims, edges)
    is_large = found.index.is_large
    return Reading(
        to_read(claims, found.uses, found.index),
        waiting,
        {w.claim.claim.id: pin_of(found, w.claim).reading for w in waiting if not is_large},
    )
