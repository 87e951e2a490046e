"""Reviews: what somebody who read a claim and its Lean statement says of the two.

A review is of one text.  It counts for as long as that text stands; of another one it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a reader found, from the best to the worst."""

    FAITHFUL = "faithful"
    WEAKER = "weaker"
    VACUOUS = "vacuous"
    MISMATCH = "mismatch"


class ReaderKind(StrEnum):
    """Who read: somebody who had no part in the work, a program, or somebody who did the work.
    Reviews of before this was asked do not say."""

    HUMAN = "human"
    AI = "ai"
    AUTHOR = "author"
    UNSTATED = "unstated"


KINDS = tuple(str(kind) for kind in ReaderKind if kind is not ReaderKind.UNSTATED)
"""The kinds of readers that a review can name."""

SAYS = {
    Verdict.FAITHFUL: "says what the claim says",
    Verdict.WEAKER: "says less than the claim",
    Verdict.VACUOUS: "says nothing",
    Verdict.MISMATCH: "does not say what the claim says",
}


@dataclass(frozen=True, slots=True)
class Review:
    """One reader's verdict.  `of` is the digest of what was read, and `answers` the name of the
    reader whose objection this review answers ("" for none), with a `note` that says how."""

    by: str
    kind: ReaderKind = ReaderKind.UNSTATED
    verdict: Verdict = Verdict.FAITHFUL
    note: str = ""
    answers: str = ""
    of: str = ""

    @property
    def who(self) -> str:
        """`Ada (human)`."""
        return self.by if self.kind is ReaderKind.UNSTATED else f"{self.by} ({self.kind})"

    @property
    def words(self) -> str:
        """The verdict as a sentence, with the note."""
        found = f"{self.who}: it {SAYS[self.verdict]}"
        return f"{found} ({self.note})" if self.note else found


def objections(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """The reviews that find fault and that nobody has answered, the gravest first.  A program's
    word answers no human's."""
    listed = tuple(reviews)
    order = tuple(Verdict)
    open_ = [r for r in listed if r.verdict is not Verdict.FAITHFUL and not _answered(r, listed)]
    return tuple(sorted(open_, key=lambda r: (-order.index(r.verdict), r.by, r.kind)))


def _answered(review: Review, others: Iterable[Review]) -> bool:
    return any(
        other.answers == review.by
        and other != review
        and not (review.kind is ReaderKind.HUMAN and other.kind is ReaderKind.AI)
        for other in others
    )


def faithful(reviews: Iterable[Review], kind: ReaderKind) -> bool:
    """Whether a reader of that kind found nothing wrong."""
    return any(r.kind is kind and r.verdict is Verdict.FAITHFUL for r in reviews)
