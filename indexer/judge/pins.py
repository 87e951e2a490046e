"""What a judge asks of the pins: whether a claim was reviewed, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from indexer.claims.records import Backing, Claim
from indexer.judge.records import Drift
from indexer.judge.reviews import Review
from indexer.names.table import Entry


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """What changed since a claim was reviewed: `flag` names the kind ("statement-changed",
    "definition-changed", "claim-changed"), `reason` is a sentence, `drift` the words."""

    flag: str
    reason: str
    drift: tuple[Drift, ...] = ()


class Pins(Protocol):
    """What standing needs to know of the pins: what changed since a claim was reviewed."""

    def reviewed(self, claim: Claim) -> bool:
        """Whether somebody has reviewed the claim."""
        ...

    def claim_change(self, claim: Claim) -> ReviewChange | None:
        """What changed in the claim's own words or in the list of its backings."""
        ...

    def change(self, claim: Claim, entry: Entry) -> ReviewChange | None:
        """What changed in what a backing says; None when nothing did or nobody reviewed it."""
        ...

    def outside_change(
        self, claim: Claim, backing: Backing, read: Mapping[str, str]
    ) -> ReviewChange | None:
        """The same of a backing in another repository, which reads so now."""
        ...

    def reviews(self, claim: Claim) -> tuple[Review, ...]:
        """The reviews of what was read last; those of earlier texts are not among them."""
        ...


class NoPins:
    """A catalogue nobody has reviewed."""

    def reviewed(self, claim: Claim) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def claim_change(self, claim: Claim) -> ReviewChange | None:  # noqa: ARG002
        """Nothing to compare with."""
        return None

    def change(self, claim: Claim, entry: Entry) -> ReviewChange | None:  # noqa: ARG002
        """Nothing to compare with."""
        return None

    def outside_change(
        self,
        claim: Claim,  # noqa: ARG002
        backing: Backing,  # noqa: ARG002
        read: Mapping[str, str],  # noqa: ARG002
    ) -> ReviewChange | None:
        """Nothing to compare with."""
        return None

    def reviews(self, claim: Claim) -> tuple[Review, ...]:  # noqa: ARG002
        """There are none."""
        return ()
