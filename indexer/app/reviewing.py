"""Survey → pins as they would be made now, and what there is to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.app.answers import Answers
from indexer.app.survey import Survey
from indexer.base.errors import Problem, UsageError
from indexer.judge import claimgraph
from indexer.judge.claimgraph import ClaimEdge
from indexer.judge.records import ClaimReport, Drift
from indexer.judge.reviews import ReaderKind, Review, Verdict
from indexer.review.pins import Pin, PinBook, make_pin, with_reviews, write_pin
from indexer.review.queue import Reading, objection, queue
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


def judged_claims(found: Survey) -> tuple[ClaimReport, ...]:
    """The claims of a report, those that are refuted too."""
    return (*found.report.claims, *found.report.refuted)


def reviewable(found: Survey) -> list[ClaimReport]:
    """All claims of which there is something to review."""
    return [claim for claim in judged_claims(found) if objection(claim) is None]


def claims_called(found: Survey, names: Iterable[str]) -> list[ClaimReport]:
    """The claims of these ids. Raises UsageError for all that cannot be reviewed."""
    chosen: dict[str, ClaimReport] = {}
    problems = []
    for name in names:
        claims = Answers(found).claims_called(name)
        if not claims:
            near = Answers(found).suggestions(name)
            hint = f"did you mean {', '.join(near)}?" if near else "try `leancat find`"
            problems.append(Problem(f"no claim is called `{name}`", hint=hint))
        for claim in claims:
            reason = objection(claim)
            if reason:
                place = claim.claim.place
                problems.append(Problem(f"{claim.claim.id}: {reason}", place.path, place.line))
            chosen[claim.claim.id] = claim
    if problems:
        raise UsageError(problems)
    return list(chosen.values())


def changed(found: Survey, report: ClaimReport) -> Iterator[tuple[str, tuple[Drift, ...]]]:
    """What changed since the last review, word by word, by the name of what backs the claim."""
    change = found.judge.pins.claim_change(report.claim)
    if change is not None and change.drift:
        yield "", change.drift
    for backing in report.backings:
        entry = found.uses.entries.get(backing.ref) if backing.ref else None
        change = found.judge.pins.change(report.claim, entry) if entry else None
        if change is not None and change.drift:
            yield backing.backing.decl, change.drift


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict as somebody gives it; `of` is the digest of what was read, or its beginning."""

    by: tuple[str, ...]
    kind: ReaderKind
    verdict: Verdict
    note: str = ""
    answers: str = ""
    of: str = ""

    @property
    def reviews(self) -> tuple[Review, ...]:
        """One review a reader."""
        return tuple(
            Review(who, self.kind, self.verdict, self.note, self.answers) for who in self.by
        )


def review(found: Survey, claim: ClaimReport, given: Given) -> bool:
    """Write the pin of a claim as it stands, with a verdict; tells whether the pin is new.  Raises
    UsageError where another text was read, and where nobody gave what it answers."""
    pin = pin_of(found, claim, given.reviews)
    digest = given.of.removeprefix("sha256:")
    if digest and not pin.reading.removeprefix("sha256:").startswith(digest):
        hint = f"read it again: leancat review {claim.claim.id}"
        message = f"{claim.claim.id} says something else than what was read"
        raise UsageError(Problem(message, hint=hint))
    if given.answers and all(r.by != given.answers for r in pin.current):
        raise UsageError(Problem(f"{given.answers} has not reviewed {claim.claim.id} as it stands"))
    return write_pin(Path(found.catalogue.root), pin, former=claim.claim.aliases)


def claim_edges(
    found: Survey, uses: Mapping[Ref, Mapping[Ref, str]] | None = None
) -> tuple[ClaimEdge, ...]:
    """Which claims the sources use for which; `uses` are the edges of the use graph, where some are
    known already."""
    edges = found.uses.built.plain_edges if uses is None else uses
    return claimgraph.real(judged_claims(found), lambda ref: edges.get(ref, {}).items())


def reading(found: Survey, edges: Iterable[ClaimEdge]) -> Reading:
    """What there is to read of a catalogue, and what waits for a reader; `edges` as `claim_edges`
    gives them.  In a large tree no digest of what is to be read is told: it hangs on thousands of
    definitions for each claim."""
    claims = judged_claims(found)
    waiting = queue(claims, edges)
    is_large = found.index.is_large
    return Reading(
        to_read(claims, found.uses, found.index),
        waiting,
        {w.claim.claim.id: pin_of(found, w.claim).reading for w in waiting if not is_large},
    )
