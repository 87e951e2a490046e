"""The graphs of claims: what authors say, what is ready, and what most others wait for."""

from __future__ import annotations

import random

from indexer.base.places import Place
from indexer.claims.records import Asserted, Catalogue, Claim, ClaimKind, Config
from indexer.judge import claimgraph
from indexer.judge.claimgraph import ClaimEdge
from indexer.judge.records import ClaimReport, Report, Standing, Tally


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
