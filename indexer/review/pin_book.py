"""Pins held against the claims and the sources of now: what changed since somebody read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from indexer.claims.links import label
from indexer.claims.records import Backing, Claim
from indexer.judge.pins import ReviewChange
from indexer.judge.reading import Reader
from indexer.judge.records import Drift
from indexer.judge.reviews import Review
from indexer.names.table import Entry
from indexer.review.differing import differing, names_packages, opened_around
from indexer.review.normal_form import ALGORITHMS, CURRENT, DECLARED, STATEMENT, Pieces
from indexer.review.pins import Pin, PinnedBacking, needs, titled, wording
from indexer.review.words import runs, word_drift

Paragraphs = Callable[[Claim], Mapping[str, str]]
"""What the papers say where a claim stands in them, as far as their pages are in the repository:
"paper, locator" → words."""


def no_paragraphs(_claim: Claim) -> Mapping[str, str]:
    """No paper is at hand."""
    return {}


class PinBook:
    """All pins of a catalogue, held against the claims and the sources of now."""

    def __init__(
        self, pins: Iterable[Pin], reader: Reader, paragraphs: Paragraphs = no_paragraphs
    ) -> None:
        self._pins = {pin.claim: pin for pin in pins}
        self.paragraphs = paragraphs
        self._reader = reader
        self._forms = {name: form(reader) for name, form in ALGORITHMS.items()}
        self._reads: dict[Entry, Pieces] = {}

    def of(self, claim: Claim) -> Pin | None:
        """The pin of a claim, made under its present id or a former one."""
        ids = (claim.id, *claim.aliases)
        return next((self._pins[i] for i in ids if i in self._pins), None)

    def reviewed(self, claim: Claim) -> bool:
        """Whether somebody has reviewed the claim."""
        return self.of(claim) is not None

    def claim_change(self, claim: Claim) -> ReviewChange | None:
        """What changed in the claim's own words or in the list of its backings."""
        pin = self.of(claim)
        if pin is None:
            return None
        if pin.wording != wording(claim, pin.algorithm):
            what = "statement" if claim.statement else "title"
            return ReviewChange("claim-changed", f"the claim's own {what} changed since its review")
        before, after = _listed(pin), self._list_now(claim, pin)
        if before != after:
            drift = Drift("backing", tuple(runs(before, after)))
            reason = "what backs the claim changed since its review"
            return ReviewChange("claim-changed", reason, (drift,))
        return self._said_otherwise(claim, pin)

    def _said_otherwise(self, claim: Claim, pin: Pin) -> ReviewChange | None:
        """What the papers say otherwise where the claim stands in them; a place that is another is
        told as such."""
        if pin.located is None or pin.titled != titled(claim):
            return None
        now = self.paragraphs(claim)
        changed = [at for at in {**pin.located, **now} if pin.located.get(at) != now.get(at)]
        if not changed:
            return None
        drift = tuple(word_drift(sorted(changed), pin.located, now))
        reason = f"what the paper says ({min(changed)}) changed since the claim was reviewed"
        return ReviewChange("claim-changed", reason, drift)

    def reviews(self, claim: Claim) -> tuple[Review, ...]:
        """The reviews of what was read last; those of earlier texts are not among them."""
        pin = self.of(claim)
        return pin.current if pin else ()

    def retitled(self, claim: Claim) -> bool:
        """Whether a claim's title, or where papers have it, is not what was reviewed."""
        pin = self.of(claim)
        return pin is not None and bool(pin.titled) and pin.titled != titled(claim)

    def reads(self, entry: Entry) -> Pieces:
        """What one reads now who reads a declaration."""
        if entry not in self._reads:
            self._reads[entry] = self._forms[CURRENT].pieces(entry)
        return self._reads[entry]

    def differing(self, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
        """The parts in which two readings of a declaration differ."""
        return differing(before, after, self._is_gone)

    def opens(self, entry: Entry) -> dict[str, frozenset[str]]:
        """What is open around a statement and around each definition that it depends on."""
        uses = self._reader.uses
        beneath = (uses.entries[ref] for ref in uses.cone(entry.ref) if ref in uses.entries)
        parts = {f"{DECLARED}{e.ref.name}": opened_around(e) for e in beneath}
        return {STATEMENT: opened_around(entry), **parts}

    def names_packages(self, words: str) -> bool:
        """Whether words that were read hold a name that no declaration here has."""
        return names_packages(words, self._reader.uses.table.is_known)

    def _is_gone(self, name: str) -> bool:
        return not self._reader.uses.table.find(name, guesses=True)

    def _list_now(self, claim: Claim, pin: Pin) -> list[str]:
        """What backs the claim now; a theorem that has only another name keeps its old one here."""
        names = []
        for backing in claim.backing:
            found = self._reader.uses.table.find(backing.decl, backing.project)
            known = self._known(pin, found[0]) if len(found) == 1 else None
            names.append(f"{backing.role} {known.decl if known else backing.decl}")
        return [f"needs {needs(claim)}", *sorted(names)]

    def change(self, claim: Claim, entry: Entry) -> ReviewChange | None:
        """What changed in what a backing says; None when nothing did or nobody reviewed it."""
        pin = self.of(claim)
        known = self._known(pin, entry) if pin else None
        if pin is None or known is None:
            return None  # a backing that is new since the review is told by `claim_change`
        now = self._forms[pin.algorithm].pieces(entry)
        return _change(known.read, now, self.differing(known.read, now))

    def outside_change(
        self, claim: Claim, backing: Backing, read: Mapping[str, str]
    ) -> ReviewChange | None:
        """The same of a backing in another repository, which reads so now."""
        pin = self.of(claim)
        home = label(backing.repo)
        for known in pin.backings if pin else ():
            if (known.project, known.decl) == (home, backing.decl):
                changed = differing(known.read, read, lambda _: False)
                return _change(known.read, read, changed)
        return None

    def _known(self, pin: Pin, entry: Entry) -> PinnedBacking | None:
        """What the pin knows of a backing: by name, or by statement when it was renamed."""
        for backing in pin.backings:
            if (backing.project, backing.decl) == (entry.ref.project, entry.ref.name):
                return backing
        present = self._forms[pin.algorithm].pieces(entry)[STATEMENT]
        find = self._reader.uses.table.find
        for backing in pin.backings:
            gone = not find(backing.decl, backing.project)
            was = {STATEMENT: backing.read.get(STATEMENT, "")}
            if gone and not self.differing(was, {STATEMENT: present}):
                return backing
        return None


def _change(
    before: Mapping[str, str], after: Mapping[str, str], changed: Iterable[str]
) -> ReviewChange | None:
    """What changed of what was read, None where nothing did."""
    drift = tuple(word_drift(changed, before, after))
    if not drift:
        return None
    in_statement = drift[0].part == STATEMENT
    what = "its statement" if in_statement else drift[0].part
    more = f" (and {len(drift) - 1} more)" if len(drift) > 1 else ""
    flag = "statement-changed" if in_statement else "definition-changed"
    return ReviewChange(flag, f"{what}{more} changed since the claim was reviewed", drift)


def _listed(pin: Pin) -> list[str]:
    return [f"needs {pin.needs}", *sorted(f"{b.role} {b.decl}" for b in pin.backings)]
