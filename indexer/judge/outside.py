"""What judges need to know of proofs that live in other repositories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from indexer.claims.records import Backing, Claim
from indexer.judge.records import NOT_LOOKED_AT, BackingReport, Standing


@dataclass(frozen=True, slots=True)
class OutsideReport:
    """An external backing, judged where it lives; `read` are the pieces of what it says, as a pin
    holds them, and none where it could not be read."""

    report: BackingReport
    read: Mapping[str, str] = field(default_factory=dict)


class Outside(Protocol):
    """The repositories that backings name, as far as they are at hand."""

    def judged(self, claim: Claim, backing: Backing) -> OutsideReport:
        """An external backing, judged."""
        ...


class NothingOutside:
    """No repository is at hand."""

    def judged(self, claim: Claim, backing: Backing) -> OutsideReport:  # noqa: ARG002
        """Nobody looked at it."""
        return not_looked_at(backing, "it was not fetched; leancat fetch brings it")


def not_looked_at(backing: Backing, why: str) -> OutsideReport:
    """What is to be said of a proof that nobody looked at, and why nobody did."""
    reason = f"not looked at: `{backing.decl}` is in {backing.where}, and {why}"
    return OutsideReport(BackingReport(backing, Standing.UNSETTLED, reason, flags=(NOT_LOOKED_AT,)))
