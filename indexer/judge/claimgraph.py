"""The graph of claims: what authors say that each rests on, and what the sources use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.base.closures import closure, layers
from indexer.claims.records import ClaimKind
from indexer.judge.records import ClaimReport, Report
from indexer.scan.records import Ref
from indexer.usegraph.graph import STATEMENT

if TYPE_CHECKING:  # to import it takes longer than a check of a small project does
    import networkx as nx

Out = Callable[[Ref], Iterable[tuple[Ref, str]]]
"""A declaration → what it uses by name, each with how ("statement" or "proof")."""


@dataclass(frozen=True, slots=True)
class ClaimEdge:
    """One claim rests on another: by its statement, or by its proof alone."""

    user: str
    used: str
    kind: str


def said(report: Report) -> tuple[ClaimEdge, ...]:
    r"""What authors say by `\uses`; a label that no claim has leads nowhere."""
    by_label = {
        (a.source, a.label): c.claim.id
        for c in report.claims
        if (a := c.claim.asserted) and a.label
    }
    found: dict[tuple[str, str], str] = {}
    for claim in report.claims:
        asserted = claim.claim.asserted
        if asserted is None:
            continue
        for labels, kind in ((asserted.uses, STATEMENT), (asserted.proof_uses, "proof")):
            for label in labels:
                used = by_label.get((asserted.source, label))
                if used is not None and used != claim.claim.id:
                    found.setdefault((claim.claim.id, used), kind)
    return tuple(ClaimEdge(user, used, kind) for (user, used), kind in found.items())


def real(report: Report, out: Out) -> tuple[ClaimEdge, ...]:
    """What the sources use: from each claim to the next ones that its declarations lead to through
    such as back no claim."""
    backs: dict[Ref, list[str]] = {}
    for claim in report.claims:
        for ref in _refs(claim):
            backs.setdefault(ref, []).append(claim.claim.id)
    return tuple(edge for claim in report.claims for edge in _next(claim, backs, out))


def _refs(claim: ClaimReport) -> tuple[Ref, ...]:
    return tuple(dict.fromkeys(b.ref for b in claim.backings if b.ref is not None))


def _next(claim: ClaimReport, backs: Mapping[Ref, Iterable[str]], out: Out) -> Iterator[ClaimEdge]:
    own = claim.claim.id
    found: dict[str, str] = {}
    start = _refs(claim)
    for wanted in (STATEMENT, "proof"):  # what the statement leads to is found first
        seen, stack = set(start), [(ref, True) for ref in start]
        while stack:
            here, first = stack.pop()
            for used, kind in out(here):
                if used in seen or (first and wanted == STATEMENT and kind != STATEMENT):
                    continue
                seen.add(used)
                others = [c for c in backs.get(used, ()) if c != own]
                for other in others:
                    found.setdefault(other, wanted)
                if not others:
                    stack.append((used, False))
    return (ClaimEdge(own, used, kind) for used, kind in found.items())


def graph(report: Report, edges: Iterable[ClaimEdge]) -> nx.DiGraph[str]:
    """A graph of all claims by id, with some edges."""
    import networkx as nx

    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_nodes_from(c.claim.id for c in report.claims)
    for edge in edges:
        made.add_edge(edge.user, edge.used, kind=edge.kind)
    return made


def ready(report: Report, edges: Iterable[ClaimEdge]) -> frozenset[str]:
    """The theorems that are not proved, of which the author says that the text is ready, and of
    which all that they are said to use is done.  A source that never says what uses what does not
    say that nothing is used."""
    said = (c.claim.asserted for c in report.claims if c.claim.asserted is not None)
    telling = {a.source for a in said if a.uses or a.proof_uses}
    done = {c.claim.id for c in report.claims if _is_done(c)}
    used: dict[str, set[str]] = {}
    for edge in edges:
        used.setdefault(edge.user, set()).add(edge.used)
    return frozenset(
        c.claim.id
        for c in report.claims
        if c.claim.asserted is not None
        and c.claim.asserted.source in telling
        and c.claim.kind is ClaimKind.THEOREM
        and not c.claim.asserted.not_ready
        and c.claim.id not in done
        and used.get(c.claim.id, set()) <= done
    )


def _is_done(claim: ClaimReport) -> bool:
    said = claim.claim.asserted
    return claim.standing.covered or (said is not None and said.in_mathlib)


def waiting(report: Report, edges: Iterable[ClaimEdge]) -> dict[str, int]:
    """For each claim that is not done how many others, not done either, rest on it however far
    away."""
    open_ = [c.claim.id for c in report.claims if not _is_done(c)]
    numbers = {id: at for at, id in enumerate(open_)}
    users: list[list[int]] = [[] for _ in open_]
    for edge in edges:
        if edge.used in numbers and edge.user in numbers:
            users[numbers[edge.used]].append(numbers[edge.user])
    above = closure(layers(users), users.__getitem__, lambda at: 1 << at)
    counts = ((id, above[at].bit_count() - 1) for at, id in enumerate(open_))
    return {id: count for id, count in counts if count}
