"""Claims → `formalization.yaml`, with the numbers that hold now.

Keys as in mathlib-initiative/formalization.yaml, schema v0.4.  That allows further keys anywhere:
`claim` tells which claim a main result belongs to, so that one with several declarations is read
back as one, and the `alignment` lists those that have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.claims.records import ClaimKind, Paper, Role
from indexer.exports.yaml_text import block, flow, scalar
from indexer.gate.counts import COUNTED, count
from indexer.gate.finding import Snapshot
from indexer.judge.records import BackingReport, ClaimReport, Standing

_BACKS = (Role.EXACT, Role.STRONGER)
UNKNOWN = "unknown"
"""What stands where the format asks for something that no catalogue knows."""


@dataclass(frozen=True, slots=True)
class About:
    """What people know of a project and text does not tell; `method` is one of the format's own
    words for how it was made."""

    name: str = ""
    authors: tuple[str, ...] = ()
    license: str = ""
    method: str = "other"
    review: str = "unchecked"


def write(now: Snapshot, about: About) -> str:
    """The whole file."""
    return "\n".join(_lines(now, about)) + "\n"


def _lines(now: Snapshot, about: About) -> Iterator[str]:
    catalogue = now.report.catalogue
    name = about.name or catalogue.config.title
    name = name or next((p.project.name for p in now.index.projects), UNKNOWN)
    authors = about.authors or tuple(
        dict.fromkeys(a for paper in catalogue.papers for a in paper.authors)
    )
    yield 'version: "v0.4"'
    yield "project:"
    yield f"  name: {scalar(name or UNKNOWN)}"
    yield f"  authors: {flow(authors or (UNKNOWN,))}"
    yield f"  license: {scalar(about.license or UNKNOWN)}"
    yield "sources:"
    for paper in catalogue.papers:
        yield from _source(paper)
    if not catalogue.papers:
        yield f"  - title: {scalar(name or UNKNOWN)}"
        yield '    type: "original-proof"'
    yield "status:"
    for key in COUNTED:
        yield f"  {key}: {count(now, key)}"
    axioms = sorted({a for c in now.report.claims for b in c.backings for a in b.axioms})
    yield f"  axioms: {flow(axioms)}"
    results = [line for claim in now.report.claims for line in _claim(now, claim)]
    yield "  main_results:" if results else "  main_results: []"
    yield from results
    open_ = [c for c in now.report.claims if not any(b.backing.role in _BACKS for b in c.backings)]
    if open_:
        yield "alignment:"
        yield "  statements:"
    for claim in open_:
        yield from _open(claim)
    yield "automation:"
    yield f"  methods: [{{method: {scalar(about.method)}}}]"
    yield "review:"
    yield f"  status: {scalar(about.review)}"


def _source(paper: Paper) -> Iterator[str]:
    yield f"  - title: {scalar(paper.title)}"
    if paper.authors:
        yield f"    authors: {flow(paper.authors)}"
    if paper.url:
        yield f"    id: {scalar(paper.url)}"


def _open(report: ClaimReport) -> Iterator[str]:
    """A claim that no declaration states: there is nothing to list among the results."""
    yield f"    - source: {scalar(' '.join(report.claim.title.split()))}"
    yield f"      claim: {scalar(report.claim.id)}"
    yield "      status: not formalised"
    yield from (f"      {line}" for line in _said(report))


def _claim(now: Snapshot, report: ClaimReport) -> Iterator[str]:
    first = True
    for backing in report.backings:
        if backing.backing.role in _BACKS and not backing.backing.repo:
            yield f"    - declaration: {scalar(backing.backing.decl)}"
            yield from (f"      {line}" for line in _result(now, backing))
            yield f"      claim: {scalar(report.claim.id)}"
            if first:
                yield from (f"      {line}" for line in _words(report))
            first = False


def _words(report: ClaimReport) -> Iterator[str]:
    yield f"title: {scalar(' '.join(report.claim.title.split()))}"
    yield from _said(report)


def _said(report: ClaimReport) -> Iterator[str]:
    if report.claim.kind is ClaimKind.DEFINITION:
        yield "kind: definition"
    if report.claim.statement:
        yield f"statement: {block(' '.join(report.claim.statement.split()), ' ' * 8)}"


def _result(now: Snapshot, backing: BackingReport) -> Iterator[str]:
    if backing.ref is not None and backing.path is not None:
        yield f"file: {scalar(now.path(backing.ref.project, backing.path))}"
    if backing.standing.covered:
        yield "sorry_count: 0"
    if backing.axioms_exact or (backing.axioms and backing.standing is not Standing.UNSETTLED):
        yield f"axioms: {flow(backing.axioms)}"
