"""The graphs of claims: what authors say, what is ready, and what most others wait for."""

from __future__ import annotations

import random

from indexer.base.places import Place
from indexer.claims.records import Asserted, Backing, Catalogue, Claim, ClaimKind, Config
from indexer.judge import claimgraph
from indexer.judge.claimgraph import ClaimEdge
from indexer.judge.records import BackingReport, ClaimReport, Report, Standing, Tally
from indexer.scan.records import Ref


def report(*made: Claim, done: str = "") -> Report:
    """A report in which the claims named in `done` are clean, and all others are not."""
    judged = tuple(
        ClaimReport(c, Standing.CLEAN if c.id in done.split() else Standing.SORRY, "", ())
        for c in made
    )
    return Report(Catalogue("/r", Config()), judged, (), Tally(0, 0), 0, {}, {}, {}, {}, {})


def claim(
    id: str, uses: str = "", proof_uses: str = "", source: str = "blueprint", **more: object
) -> Claim:
    """A claim of a source, whose label is its id."""
    said = Asserted(
        source,
        id,
        uses=tuple(uses.split()),
        proof_uses=tuple(proof_uses.split()),
        **more,  # type: ignore[arg-type]
    )
    return Claim(id, id, "f", Place("f", 1, 0), asserted=said)


def test_what_authors_say() -> None:
    found = claimgraph.said(report(claim("a", "b gone a", "c"), claim("b"), claim("c", "", "b b")))
    assert found == (
        ClaimEdge("a", "b", "statement"),
        ClaimEdge("a", "c", "proof"),
        ClaimEdge("c", "b", "proof"),
    )


def test_what_is_ready() -> None:
    claims = (
        claim("a", "b"), claim("b"), claim("c", "", "a"), claim("d", "b", not_ready=True),
        claim("e", "b", "m"), claim("m", in_mathlib=True), claim("alone", source="comparator"),
    )  # fmt: skip
    judged = report(*claims, done="b")
    assert claimgraph.ready(judged, claimgraph.said(judged)) == {"a", "e"}


def test_a_definition_is_not_proved() -> None:
    definition = claim("d", "b")
    made = Claim(
        "d", "d", "f", definition.place, asserted=definition.asserted, kind=ClaimKind.DEFINITION
    )
    judged = report(made, claim("b"), done="b")
    assert claimgraph.ready(judged, claimgraph.said(judged)) == frozenset()


def test_what_most_wait_for() -> None:
    judged = report(*(claim(i) for i in "abcdex"), done="x")
    edges = [ClaimEdge(user, used, "proof") for user, used in ("ba", "cb", "db", "xe", "ax")]
    assert claimgraph.waiting(judged, edges) == {"a": 3, "b": 2}
    circle = [ClaimEdge(user, used, "proof") for user, used in ("ab", "bc", "ca", "da")]
    assert claimgraph.waiting(judged, circle) == {"a": 3, "b": 3, "c": 3}


def test_waiting_is_reachability_on_whatever_graph() -> None:
    names = [f"c{n}" for n in range(25)]
    judged = report(*map(claim, names))
    for seed in range(20):
        chance = random.Random(seed)
        pairs = [chance.sample(names, 2) for _ in range(30)]
        edges = [ClaimEdge(user, used, "proof") for user, used in pairs]
        above = {n: {n} for n in names}
        for _ in names:
            for edge in edges:
                above[edge.used] |= above[edge.user]
        counted = {n: len(above[n]) - 1 for n in names if len(above[n]) > 1}
        assert claimgraph.waiting(judged, edges) == counted


def backed(id: str, *refs: Ref) -> ClaimReport:
    """A claim that some declarations back."""
    backings = tuple(BackingReport(Backing(ref.name), Standing.CLEAN, "", ref=ref) for ref in refs)
    return ClaimReport(claim(id), Standing.CLEAN, "", backings)


def walked(
    claims: list[ClaimReport], uses: dict[Ref, dict[Ref, str]]
) -> dict[tuple[str, str], str]:
    """Which claims lead to which next, each by a walk of its own."""
    backs = {b.ref: c.claim.id for c in claims for b in c.backings}
    found: dict[tuple[str, str], str] = {}
    for one in claims:
        start = [b.ref for b in one.backings if b.ref]
        for wanted in ("statement", "proof"):
            seen, stack = set(start), [(ref, True) for ref in start]
            while stack:
                here, is_first = stack.pop()
                for used, kind in uses.get(here, {}).items():
                    if used in seen or (is_first and wanted == "statement" != kind):
                        continue
                    seen.add(used)
                    if used in backs:
                        found.setdefault((one.claim.id, backs[used]), wanted)
                    else:
                        stack.append((used, False))
    return found


def test_what_claims_use_is_what_a_walk_from_each_finds() -> None:
    for seed in range(60):
        chance = random.Random(seed)
        nodes = [Ref("p", "M", f"n{n}") for n in range(30)]
        uses = {
            node: {
                to: chance.choice(["statement", "proof"])
                for to in chance.sample(nodes, chance.randrange(4))
                if to != node
            }
            for node in nodes
        }
        chosen = chance.sample(nodes, 12)
        claims = [backed(f"c{at}", *chosen[2 * at : 2 * at + 2]) for at in range(5)]
        claims += [backed("single", chosen[10]), backed("none")]
        edges = claimgraph.real(claims, lambda ref, uses=uses: uses.get(ref, {}).items())  # type: ignore[misc]
        assert {(e.user, e.used): e.kind for e in edges} == walked(claims, uses), seed


def test_claims_that_share_a_declaration_do_not_use_each_other() -> None:
    shared, other = Ref("p", "M", "s"), Ref("p", "M", "o")
    claims = [backed("a", shared), backed("b", shared), backed("c", other)]
    edges = claimgraph.real(claims, lambda ref: [(shared, "proof")] if ref == other else [])
    assert {(e.user, e.used) for e in edges} == {("c", "a"), ("c", "b")}
