"""Rows of what to do next: each source with its place, the claims it holds, and what it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from indexer.judge.records import Standing
from indexer.scan.records import Ref
from indexer.site import prose
from indexer.site.facts import Facts
from indexer.site.views import Link, ref_link
from indexer.troubles import Trouble

_FOLD = 12  # claims that a fold lists; the rest stands on the page of the declaration


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A claim that a declaration backs or holds, with its standing."""

    title: Markup
    url: str
    id: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Fold:
    """Claims behind their number: the first of them, and where all are listed."""

    total: int
    claims: tuple[ClaimLink, ...]
    all: str | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """Something to close: what it is, where it stands, what it holds and would cover."""

    owner: Link
    words: str
    certain: bool
    place: str
    source: str | None
    covers: Fold
    holds: Fold


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """Something that unsettles claims: what it is, where it stands, and which."""

    owner: Link
    words: str
    place: str
    source: str | None
    claims: Fold


def claim_link(facts: Facts, claim: str) -> ClaimLink:
    """A claim by its id."""
    report = facts.claims[claim]
    title = prose.inline(report.claim.title)
    return ClaimLink(title, facts.urls.claim(claim), claim, report.standing)


def fold(facts: Facts, claims: Sequence[str], owner: Ref | None) -> Fold:
    """Claims as a number with the first of them."""
    page = facts.urls.declaration(owner) if owner and owner in facts.urls.declarations else None
    shown = tuple(claim_link(facts, claim) for claim in claims[:_FOLD])
    return Fold(len(claims), shown, page)


def step_rows(facts: Facts) -> tuple[StepRow, ...]:
    """What to close, first what covers most."""
    rows = []
    for step in facts.held.values():
        trouble, (place, source) = _gravest(facts, step.ref), _place(facts, step.ref)
        rows.append(
            StepRow(
                owner=ref_link(facts, step.ref),
                words=trouble.words if trouble else "",
                certain=trouble is None or trouble.certain,
                place=place,
                source=source,
                covers=fold(facts, step.alone, step.ref),
                holds=fold(facts, step.claims, step.ref),
            )
        )
    return tuple(rows)


def doubt_rows(facts: Facts) -> tuple[DoubtRow, ...]:
    """What unsettles claims, first what unsettles most."""
    rows = []
    for doubt in facts.doubted:
        trouble, (place, source) = _gravest(facts, doubt.ref), _place(facts, doubt.ref)
        words = trouble.words if trouble else ""
        claims = fold(facts, doubt.claims, doubt.ref)
        rows.append(DoubtRow(ref_link(facts, doubt.ref), words, place, source, claims))
    return tuple(rows)


Awaited = tuple[ClaimLink, int]
"""A claim with how many others wait for it."""


def blocking(facts: Facts) -> tuple[Awaited, ...]:
    """The claims that are not done and that others wait for, most first."""
    return tuple((claim_link(facts, id), count) for id, count in facts.waiting.items())


def ready(facts: Facts) -> tuple[Awaited, ...]:
    """The claims of which all that they use is done, most awaited first."""
    return tuple((claim_link(facts, id), facts.waiting.get(id, 0)) for id in facts.ready)


def _gravest(facts: Facts, ref: Ref) -> Trouble | None:
    return next((trouble for trouble in facts.troubles(ref) if trouble.bears), None)


def _place(facts: Facts, ref: Ref) -> tuple[str, str | None]:
    module = facts.modules.get((ref.project, ref.module))
    if module is None:
        return "", None
    trouble, found = _gravest(facts, ref), facts.declarations.get(ref)
    line = trouble.span.line if trouble else found.line if found else None
    source = facts.urls.source(ref.project, ref.module, line)
    return (f"{module.path}:{line}" if line else module.path), source
