r"""What authors say by `\uses` that claims depend on, held against the names in the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from indexer.base.closures import reached
from indexer.gate.finding import Snapshot, make
from indexer.gate.records import Finding
from indexer.judge import claimgraph
from indexer.judge.records import ClaimReport, Standing
from indexer.scan.records import Ref

_THERE = (Standing.MISSING, Standing.UNBUILT, Standing.UNSETTLED)


def findings(now: Snapshot) -> Iterator[Finding]:
    r"""Dependencies that no `\uses` tells, and such as no name in the sources leads to."""
    said = claimgraph.said(now.report)
    if not said:
        return
    claims = {c.claim.id: c for c in now.report.claims}
    real = claimgraph.real(now.report.claims, lambda ref: _out(now, ref))
    told, used = _closure(said), _closure(real)
    for edge in real:
        if _is_told_of(claims[edge.user]) and edge.used not in told.get(edge.user, ()):
            message = f"{_label(claims[edge.user])} uses {_label(claims[edge.used])}"
            message += f" in its {edge.kind}, and no \\uses says so"
            yield _at(now, claims[edge.user], "uses-missing", message, edge.used)
    for edge in said:
        user, other = claims[edge.user], claims[edge.used]
        settled = user.standing.covered and other.standing not in _THERE
        if settled and _has_refs(other) and edge.used not in used.get(edge.user, ()):
            message = f"\\uses says that {_label(user)} depends on {_label(other)}"
            message += ", and no name in the sources leads there"
            yield _at(now, user, "uses-extra", message, edge.used)


def _out(now: Snapshot, ref: Ref) -> Iterable[tuple[Ref, str]]:
    used = now.uses.get(ref, ())
    return used.items() if isinstance(used, Mapping) else ((one, "proof") for one in used)


def _closure(edges: Iterable[claimgraph.ClaimEdge]) -> dict[str, set[str]]:
    """For each claim all that it leads to."""
    out: dict[str, list[str]] = {}
    for edge in edges:
        out.setdefault(edge.user, []).append(edge.used)
    return {
        start: set(reached(used, lambda claim: out.get(claim, ()))) for start, used in out.items()
    }


def _is_told_of(claim: ClaimReport) -> bool:
    r"""Whether the author writes `\uses` by hand; what Lean infers lacks nothing."""
    said = claim.claim.asserted
    return said is not None and said.source == "blueprint" and not said.in_mathlib


def _has_refs(claim: ClaimReport) -> bool:
    return any(b.ref is not None for b in claim.backings)


def _label(claim: ClaimReport) -> str:
    said = claim.claim.asserted
    return (said.label if said else "") or claim.claim.id


def _at(now: Snapshot, claim: ClaimReport, rule: str, message: str, used: str) -> Finding:
    made = make(rule, message, identity=(claim.claim.id, used), about=claim.claim.id)
    place = claim.claim.place
    return replace(made, path=now.parent + place.path, line=place.line, column=place.column)
