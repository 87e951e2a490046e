"""Snapshots for gate tests, made from Lean text by the real scanner, graph and judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from indexer import gate
from indexer.base.places import Place
from indexer.claims.records import Backing, Catalogue, Claim, Config, Family, Lifecycle
from indexer.gate.baseline import BaselineEntry
from indexer.gate.holes import Hole
from indexer.gate.records import CheckResult, Finding
from indexer.judge.reviews import Review
from indexer.judge.standing import Judge
from indexer.lake.records import Project
from indexer.lean.records import Module
from indexer.names.table import Table
from indexer.review.pins import Pin, PinBook, make_pin
from indexer.scan.loader import scan_bytes
from indexer.scan.records import Index, ProjectIndex, Ref
from indexer.terms.fingerprint import Statements, statement_fingerprint
from indexer.usegraph.graph import use_graph

TODAY = date(2026, 6, 1)


def module(path: str, text: str) -> Module:
    name = path.removesuffix(".lean").replace("/", ".")
    return scan_bytes(text.encode(), path=path, name=name)


def snapshot(
    files: Mapping[str, str],
    claims: Mapping[str, str] | None = None,
    entries: Iterable[BaselineEntry] = (),
    *,
    unbuilt: Iterable[str] = (),
) -> gate.Snapshot:
    """One project `p` of these files, with claims id → declaration."""
    modules = tuple(module(path, text) for path, text in sorted(files.items()))
    reachable = frozenset(m.name for m in modules) - set(unbuilt)
    project = Project("p", "/repo/lean", "p")
    index = Index((ProjectIndex(project, modules, reachable),))
    return judged(index, claims or {}, entries)


def judged(
    index: Index, claims: Mapping[str, str], entries: Iterable[BaselineEntry] = ()
) -> gate.Snapshot:
    written = tuple(
        Claim(
            id=name,
            title=name,
            family="f",
            place=Place("catalogue/claims/f.yaml", line, 4),
            backing=(Backing(decl),) if decl else (),
        )
        for line, (name, decl) in enumerate(claims.items(), 3)
    )
    catalogue = Catalogue("/repo/catalogue", Config(), (Family("f", "F"),), (), written)
    uses = use_graph(index)
    report = Judge(catalogue, index, uses).report()
    return gate.take(
        report,
        index,
        uses.edges,
        fingerprint=statement_fingerprint,
        entries=tuple(entries),
        folders={"p": "lean/"},
    )


def accepted(snapshot: gate.Snapshot, reason: str = "known") -> tuple[BaselineEntry, ...]:
    """A baseline that tolerates everything a snapshot holds."""
    return tuple(entry(hole, reason) for hole in snapshot.holes)


def entry(hole: Hole, reason: str = "known", expires: date | None = None) -> BaselineEntry:
    what, name = hole.subject
    return BaselineEntry(
        project=hole.project,
        declaration=name if what == "declaration" else "",
        module=name if what == "module" else "",
        tolerates=(hole.kind,),
        statement=hole.fingerprint,
        reason=reason,
        expires=expires,
        file=f"baseline/p/{name}-{hole.kind}.toml",
    )


def check(now: gate.Snapshot, base: gate.Snapshot | None = None) -> CheckResult:
    return gate.check(now, base, base_name="main" if base else gate.BASELINE, today=TODAY)


def told(result: CheckResult) -> list[tuple[str, str, str]]:
    """Rule, state and declaration (or path) of every finding, in order."""
    return [(f.rule, f.state.value, f.declaration or f.path) for f in result.findings]


def the(result: CheckResult, rule: str) -> Finding:
    """The one finding of a rule."""
    (found,) = [finding for finding in result.findings if finding.rule == rule]
    return found


def state(
    files: Mapping[str, str],
    claims: Iterable[Claim],
    pins: Iterable[Pin] = (),
    entries: Iterable[BaselineEntry] = (),
    *,
    config: Config | None = None,
    project: Project | None = None,
) -> gate.Snapshot:
    """A whole state of a repository: one project `p` of these files, claims as they are written,
    what was reviewed and what is accepted."""
    modules = tuple(module(path, text) for path, text in sorted(files.items()))
    owner = project or Project("p", "/repo/lean", "p")
    index = Index((ProjectIndex(owner, modules, frozenset(m.name for m in modules)),))
    listed = tuple(claims)
    here = [c for c in listed if c.lifecycle is not Lifecycle.RETRACTED]
    families = (Family("f", "F"),)
    catalogue = Catalogue("/repo/catalogue", config or Config(), families, (), listed)
    judge = Judge(catalogue, index, use_graph(index), sources=sources(files))
    book = PinBook(pins, judge.reader)
    judge.pins = book
    reviews = gate.Reviews(
        {pin.claim: pin for pin in pins},
        lambda ref: book.reads(judge.uses.entries[ref]),
        book.differing,
        lambda ref: book.opens(judge.uses.entries[ref]),
        book.names_packages,
        frozenset(claim.id for claim in here if book.retitled(claim)),
    )
    return gate.take(
        judge.report(),
        index,
        judge.uses.edges,
        fingerprint=Statements(lambda: Table(index)).fingerprint,
        entries=tuple(entries),
        folders={"p": "lean/"},
        reviewed=[pin.claim for pin in pins],
        reviews=reviews,
    )


def reviewed(files: Mapping[str, str], claims: Iterable[Claim], who: str = "Ada") -> list[Pin]:
    """Pins of all claims that name a theorem, as they are now."""
    modules = tuple(module(path, text) for path, text in sorted(files.items()))
    project = Project("p", "/repo/lean", "p")
    index = Index((ProjectIndex(project, modules, frozenset(m.name for m in modules)),))
    listed = tuple(claims)
    catalogue = Catalogue("/repo/catalogue", Config(), (Family("f", "F"),), (), listed)
    judge = Judge(catalogue, index, use_graph(index), sources=sources(files))
    found = judge.uses.table.find
    return [
        make_pin(judge.reader, c, [(b, found(b.decl)[0]) for b in c.backing], [Review(who)])
        for c in listed
        if c.backing
    ]


def sources(files: Mapping[str, str]) -> Callable[[Ref], str | None]:
    """The texts of these files, by the modules they make."""
    named = {path.removesuffix(".lean").replace("/", "."): text for path, text in files.items()}
    return lambda ref: named.get(ref.module)
