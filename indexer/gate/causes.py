"""Statements that say something else than before, told once for each cause.

A definition that changed, or a `variable` that became another one above forty theorems, is one
thing to read and not forty.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from indexer.claims.records import Lifecycle
from indexer.gate.finding import Snapshot, make
from indexer.gate.records import Finding, Level
from indexer.judge.records import BackingReport, ClaimReport
from indexer.review.normal_form import STATEMENT

_MOST = 5  # claims that a message names
_UNREAD = "in this change; nobody has reviewed {}"
_LONGEST = 60  # characters of a change that a message shows


@dataclass(frozen=True, slots=True)
class BackingChange:
    """What a backing of a claim says otherwise: the `parts` in which it does, and the `words` that
    went and came in the first of them, each with "-" or "+"."""

    claim: ClaimReport
    backing: BackingReport
    parts: tuple[str, ...]
    words: tuple[tuple[str, str], ...]

    @property
    def in_statement(self) -> bool:
        """Whether the statement itself is another."""
        return self.parts[0] == STATEMENT

    @property
    def cause(self) -> tuple[object, ...]:
        """What others of the same cause share: the definition, or what changed in the words."""
        is_draft = self.claim.claim.lifecycle is Lifecycle.DRAFT
        return (is_draft, self.parts[0], self.words if self.in_statement else ())


def findings(
    now: Snapshot, changes: Iterable[BackingChange], *, reviewed: bool
) -> Iterator[Finding]:
    """One finding for each cause: failing where what changed was reviewed, else a warning."""
    causes: dict[tuple[object, ...], list[BackingChange]] = {}
    for change in changes:
        causes.setdefault(change.cause, []).append(change)
    for alike in causes.values():
        yield _finding(now, alike, reviewed=reviewed)


def _finding(now: Snapshot, alike: list[BackingChange], *, reviewed: bool) -> Finding:
    first = alike[0]
    rule = "statement-changed" if first.in_statement else "definition-changed"
    ids = sorted({change.claim.claim.id for change in alike})
    identity: tuple[str, ...] = (ids[0], first.backing.backing.decl)
    if len(ids) > 1:
        identity = (first.parts[0], *ids)
    finding = make(rule, _message(alike, ids, reviewed=reviewed), identity=identity)
    finding = replace(finding, help=finding.help.replace("CLAIM", " ".join(map(shlex.quote, ids))))
    if not reviewed or first.claim.claim.lifecycle is Lifecycle.DRAFT:
        finding = replace(finding, level=Level.WARNING)
    fallen = {c.claim.claim.id for c in alike if not c.claim.standing.covered}
    return replace(located(now, finding, first.claim, first.backing), claims=tuple(sorted(fallen)))


def _message(alike: list[BackingChange], ids: list[str], *, reviewed: bool) -> str:
    first = alike[0]
    if len(ids) == 1:
        what = "its statement" if first.in_statement else first.parts[0]
        more = f" (and {len(first.parts) - 1} more)" if len(first.parts) > 1 else ""
        since = "since the claim was reviewed" if reviewed else _UNREAD.format("it")
        return f"claim {ids[0]}: {what}{more} changed {since}"
    if first.in_statement:
        since = "since they were reviewed" if reviewed else _UNREAD.format("them")
        some = ", ".join(ids[:_MOST]) + (", …" if len(ids) > _MOST else "")
        what = f"the statements of {len(ids)} claims ({some})"
        return f"{what} changed alike {since}: {_shown(first)}"
    if reviewed:
        return f"{first.parts[0]} changed since {len(ids)} claims were reviewed"
    return f"{first.parts[0]} changed; {len(ids)} claims depend on it that nobody has reviewed"


def _shown(change: BackingChange) -> str:
    """`Fintype → Finite`: what went and what came in its place."""
    gone, come = (" … ".join(w for mark, w in change.words if mark == m) for m in "-+")
    return f"{_cut(gone) or 'nothing'} → {_cut(come) or 'nothing'}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def located(now: Snapshot, finding: Finding, claim: ClaimReport, backing: BackingReport) -> Finding:
    """A finding at the Lean source where there is one, else at the claim in the catalogue."""
    fallen = () if claim.standing.covered else (claim.claim.id,)
    finding = replace(finding, declaration=backing.backing.decl, claims=fallen)
    if backing.ref is None or backing.path is None:
        place = backing.backing.place or claim.claim.place
        return replace(finding, path=now.parent + place.path, line=place.line, column=place.column)
    return replace(
        finding,
        declaration=backing.ref.name,
        project=backing.ref.project,
        path=now.path(backing.ref.project, backing.path),
        line=backing.line or 1,
        column=backing.declaration.column if backing.declaration else 0,
    )
