"""What is to be reviewed next: claims that nobody has read as they stand, those first that most
others rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indexer.judge.claimgraph import ClaimEdge, resting
from indexer.judge.records import NOT_LOOKED_AT, ClaimReport, Standing
from indexer.judge.reviews import ReaderKind
from indexer.review.to_read import ToRead


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that waits for a reader, why, and how many other claims rest on its theorems."""

    claim: ClaimReport
    why: str
    rests: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What there is to read of a catalogue, the claims that wait for a reader, and for each of them
    the digest of the text that a verdict would be of."""

    to_read: ToRead
    waiting: tuple[Waiting, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)


NOTHING_TO_READ = Reading(ToRead(0, 0, {}, {}))


def queue(
    claims: Iterable[ClaimReport],
    edges: Iterable[ClaimEdge],
    kind: ReaderKind | None = None,
    by: Iterable[str] = (),
) -> tuple[Waiting, ...]:
    """The claims that nobody has read as they stand, in the order in which to read them.

    With `kind` those that no reader of that kind has read, with `by` those that none of these has.
    `edges` tell which claims the sources use for which.
    """
    listed = list(claims)
    rests = resting(listed, edges)
    names = frozenset(by)
    waiting = [
        Waiting(claim, why, rests[at])
        for at, claim in enumerate(listed)
        if objection(claim) is None and (why := _why(claim, kind, names))
    ]
    return tuple(sorted(waiting, key=lambda w: -w.rests))  # else in the catalogue's order


def objection(claim: ClaimReport) -> str | None:
    """Why there is nothing to review in a claim; None when there is."""
    if not claim.backings:
        return "it names no theorem"
    lost = [b.backing.decl for b in claim.backings if b.standing is Standing.MISSING]
    if lost:
        return f"{', '.join(lost)} cannot be found"
    unseen = [b.backing.where for b in claim.backings if NOT_LOOKED_AT in b.flags]
    return f"{', '.join(unseen)} was not fetched; leancat fetch brings it" if unseen else None


def _why(claim: ClaimReport, kind: ReaderKind | None, by: frozenset[str]) -> str:
    if claim.is_reopened:
        return "changed since its review"
    if not claim.reviews:
        return "not reviewed"
    if kind is not None and all(review.kind is not kind for review in claim.reviews):
        return f"not reviewed by {'a human' if kind is ReaderKind.HUMAN else f'an {kind}'}"
    if kind is None and by and by.isdisjoint(review.by for review in claim.reviews):
        return f"not reviewed by {', '.join(sorted(by))}"
    return ""
