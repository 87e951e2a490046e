"""The graph of claims: what authors say that each rests on, and what the sources use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.base.closures import bits, closure, layers, union
from indexer.claims.records import ClaimKind
from indexer.judge.records import ClaimReport, Report
from indexer.scan.records import Ref
from indexer.usegraph.graph import PROOF, STATEMENT

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


def real(claims: Iterable[ClaimReport], out: Out) -> tuple[ClaimEdge, ...]:
    """What the sources use: from each claim to the next ones that its declarations lead to through
    such as back no claim.  Claims that have a declaration in common do not use each other.

    One pass over all that the claims lead to, whatever their number.
    """
    listed = list(claims)
    backs: dict[Ref, int] = {}
    for at, claim in enumerate(listed):
        for ref in _refs(claim):
            backs[ref] = backs.get(ref, 0) | 1 << at
    led = _Leading(backs, out)
    return tuple(edge for claim in listed for edge in _next(claim, listed, led))


def _refs(claim: ClaimReport) -> tuple[Ref, ...]:
    return tuple(dict.fromkeys(b.ref for b in claim.backings if b.ref is not None))


class _Leading:
    """All that declarations which back claims lead to; claims are bits, by their place."""

    def __init__(self, backs: Mapping[Ref, int], out: Out) -> None:
        self.backs = backs
        self._numbers = {ref: at for at, ref in enumerate(backs)}
        self.stated: dict[Ref, list[Ref]] = {}  # what the statement of each backing uses
        rows: list[list[int]] = []
        queue = list(backs)
        for ref in queue:
            used = out(ref)
            row = []
            for other, kind in used:
                if other not in self._numbers:
                    self._numbers[other] = len(queue)
                    queue.append(other)
                row.append(self._numbers[other])
                if ref in backs and kind == STATEMENT:
                    self.stated.setdefault(ref, []).append(other)
            rows.append(row)
        marked = list(backs.values())  # which come first
        through = [[to for to in row if to >= len(marked)] for row in rows]
        self._reached = closure(
            layers(through),
            through.__getitem__,
            lambda at: union(marked[to] for to in rows[at] if to < len(marked)),
        )

    def next(self, ref: Ref) -> int:
        """The claims that one declaration leads to next."""
        return self._reached[self._numbers[ref]]


def _next(claim: ClaimReport, claims: Sequence[ClaimReport], led: _Leading) -> Iterator[ClaimEdge]:
    own = _refs(claim)
    common = union(led.backs[ref] for ref in own)
    stated = (to for ref in own for to in led.stated.get(ref, ()))
    by_statement = union(led.backs.get(to) or led.next(to) for to in stated) & ~common
    in_all = union(map(led.next, own)) & ~common
    for found, kind in ((by_statement, STATEMENT), (in_all & ~by_statement, PROOF)):
        for at in bits(found):
            yield ClaimEdge(claim.claim.id, claims[at].claim.id, kind)


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


def resting(claims: Sequence[ClaimReport], edges: Iterable[ClaimEdge]) -> list[int]:
    """For each claim how many others rest on it, however far away."""
    numbers = {claim.claim.id: at for at, claim in enumerate(claims)}
    users: list[list[int]] = [[] for _ in claims]
    for edge in edges:
        if edge.used in numbers and edge.user in numbers:
            users[numbers[edge.used]].append(numbers[edge.user])
    above = closure(layers(users), users.__getitem__, lambda at: 1 << at)
    return [each.bit_count() - 1 for each in above]


def waiting(report: Report, edges: Iterable[ClaimEdge]) -> dict[str, int]:
    """For each claim that is not done how many others, not done either, rest on it however far
    away."""
    open_ = [c for c in report.claims if not _is_done(c)]
    counts = zip(open_, resting(open_, edges), strict=True)
    return {claim.claim.id: count for claim, count in counts if count}
