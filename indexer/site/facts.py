"""What pages ask of a report and an index, joined once: who backs, uses and blocks whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from indexer.claims.records import Config, Family, Paper
from indexer.history.changes import Changes
from indexer.history.told import Told
from indexer.hubs.pages import Hub
from indexer.judge import claimgraph
from indexer.judge.records import BackingReport, ClaimReport, Report, Standing
from indexer.lean.records import Declaration, Module
from indexer.review.queue import NOTHING_TO_READ, Reading
from indexer.scan.records import Index, ProjectIndex, Ref
from indexer.site.addresses import Source
from indexer.site.left_out import NOTHING, Leaving, leaving, without
from indexer.site.next_steps import BLOCKED, Doubted, Held, doubted, held
from indexer.site.urls import Urls, refs
from indexer.troubles import NONE, Effect, Trouble, Troubles
from indexer.usegraph.graph import IMPLICIT

Key = TypeVar("Key")
Value = TypeVar("Value")


def _no_verdict(_: Ref) -> None:
    """Nobody judged declarations that back no claim."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What the claims of now are held against: a revision or another catalogue, in words; `here` is
    what this one is called beside it."""

    name: str
    report: Report
    here: str = "now"


@dataclass(frozen=True, slots=True)
class SiteInput:
    """Everything a site is made from.

    `uses` is the use graph (what uses → what it uses → how), `troubles` the register of what may
    not be trusted; `prefixes` gives the path of each project's root from
    the top of the repository, for links to sources at `commit`; `date` is when the tree was made
    (the commit's time or SOURCE_DATE_EPOCH), never the time of the build, and `judged` when what
    standings come from last changed in it; `tolerated` gives the words of the baseline for a
    (project, declaration or module, kind) that it tolerates; `hubs` are the hub pages that the
    site shows, by paper; `unresolved` counts, per declaration, the names in it that are found in no
    project; `reading` is what a reader has to read, and what waits for one;
    `changes` are those since a base, and `history` those of every step before;
    `verdict` gives the standing of a declaration by itself, with the reason; `left_out` is what the
    index lacks of what was judged, and `beside` what all claims are held against.
    """

    report: Report
    index: Index
    source: Source
    uses: Mapping[Ref, Mapping[Ref, str]] = field(default_factory=dict)
    commit: str | None = None
    modified: bool = False
    date: datetime | None = None
    judged: datetime | None = None
    evidence_date: datetime | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    changes: Changes | None = None
    tolerated: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    troubles: Troubles = NONE
    hubs: Mapping[str, Hub] = field(default_factory=dict)
    unresolved: Mapping[Ref, int] = field(default_factory=dict)
    reading: Reading = NOTHING_TO_READ
    history: Told | None = None
    verdict: Callable[[Ref], tuple[Standing, str] | None] = _no_verdict
    left_out: Leaving = NOTHING
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class Hole:
    """A trouble with its place and the claims that it holds."""

    module: Module
    trouble: Trouble
    owner: Ref | None
    holds: Held
    tolerated: str | None


@dataclass(frozen=True)
class Facts:
    """A report and an index, joined. Made once by `facts_of`."""

    given: SiteInput
    urls: Urls
    claims: Mapping[str, ClaimReport]
    projects: Mapping[str, ProjectIndex]
    families: Mapping[str, Family]
    of_family: Mapping[str, tuple[ClaimReport, ...]]
    papers: Mapping[str, Paper]
    of_paper: Mapping[str, tuple[ClaimReport, ...]]
    modules: Mapping[tuple[str, str], Module]
    files: Mapping[tuple[str, str], Module]  # (project, path)
    declarations: Mapping[Ref, Declaration]
    named: Mapping[str, tuple[Ref, ...]]
    last_parts: AbstractSet[str]
    users: Mapping[Ref, tuple[Ref, ...]]
    backs: Mapping[Ref, tuple[tuple[ClaimReport, BackingReport], ...]]
    held: Mapping[Ref, Held]  # in the order of what to do next
    doubted: tuple[Doubted, ...]
    paths: Mapping[tuple[str, Ref], tuple[tuple[Ref, ...], ...]]

    @property
    def report(self) -> Report:
        """The report that the site shows."""
        return self.given.report

    @property
    def config(self) -> Config:
        """The catalogue's configuration."""
        return self.given.report.catalogue.config

    def text(self, ref: Ref) -> str:
        """The source text of the module a declaration stands in."""
        return self.given.source(ref.project, self.modules[ref.project, ref.module])

    @property
    def is_sparse(self) -> bool:
        """Whether there are so many declarations that most have no page of their own: what each of
        those uses is not asked then, and who uses what is not known."""
        return bool(self.urls.lines)

    def listed(self) -> Iterator[Ref]:
        """The declarations that are listed one by one, and for each series its first."""
        seen: set[tuple[str, str]] = set()
        for ref in self.declarations:
            name = self.urls.series.get(ref)
            if name is None:
                yield ref
            elif (ref.project, name) not in seen:
                seen.add((ref.project, name))
                yield ref

    def shown_name(self, ref: Ref) -> str:
        """The name of a declaration, or that of the series it belongs to."""
        return self.urls.series.get(ref, ref.name)

    def used_by(self, ref: Ref) -> list[Ref]:
        """The declarations that use this one by name, in order of name."""
        return sorted(self.users.get(ref, ()), key=_by_name)

    def uses(self, ref: Ref) -> list[Ref]:
        """The declarations that this one uses by name, in order of name."""
        used = self.given.uses.get(ref, {})
        return sorted((r for r, kind in used.items() if kind != IMPLICIT), key=_by_name)

    def troubles(self, ref: Ref) -> tuple[Trouble, ...]:
        """What may not be trusted of a declaration, the gravest first."""
        return self.given.troubles.of(ref)

    def holds_sorry(self, ref: Ref) -> bool:
        """Whether a declaration leaves a proof out."""
        return any(t.leaves_sorry for t in self.troubles(ref))

    @cached_property
    def states(self) -> Mapping[str, str]:
        """What is so of every claim, those that count nowhere too."""
        return self.report.states

    @cached_property
    def sorries(self) -> Mapping[tuple[str, str], int]:
        """How many places leave a proof out, by project and module."""
        return Counter((t.ref.project, t.ref.module) for t in self._all if t.leaves_sorry)

    @cached_property
    def places(self) -> Mapping[tuple[str, str], tuple[Trouble, ...]]:
        """The troubles that are there for certain, by project and module."""
        found = (
            (t.ref[:2], t) for t in self._all if t.certain and t.rule.effect is not Effect.CODE
        )
        return grouped(found)

    @cached_property
    def said(self) -> tuple[claimgraph.ClaimEdge, ...]:
        """Which claim rests on which, as authors say."""
        return claimgraph.said(self.report)

    @cached_property
    def real(self) -> tuple[claimgraph.ClaimEdge, ...]:
        """Which claim rests on which, as names in the sources lead."""
        uses = self.given.uses
        return claimgraph.real(self.report.claims, lambda ref: uses.get(ref, {}).items())

    @cached_property
    def title(self) -> str:
        """What the site is called: as the catalogue says, else as the largest package is."""
        projects = self.given.index.projects
        largest = max(projects, key=lambda p: len(p.modules), default=None)
        return self.config.title or (largest.project.name if largest else "") or "Proof catalogue"

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The claim that a label of a source names."""
        found: dict[str, str] = {}
        for id, report in self.claims.items():
            if report.claim.asserted is not None:
                found.setdefault(report.claim.asserted.label, id)
        return found

    @cached_property
    def ready(self) -> tuple[str, ...]:
        """The claims that can be proved next, most awaited first: all that authors say or sources
        show that they use is done."""
        found = claimgraph.ready(self.report, (*self.said, *self.real))
        return tuple(sorted(found, key=lambda id: (-self.waiting.get(id, 0), self._order[id])))

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {id: at for at, id in enumerate(self.claims)}

    @cached_property
    def waiting(self) -> Mapping[str, int]:
        """How many claims wait for each that is not done, most first."""
        found = claimgraph.waiting(self.report, (*self.said, *self.real))
        return {id: found[id] for id in sorted(found, key=lambda id: (-found[id], id))}

    @cached_property
    def _all(self) -> tuple[Trouble, ...]:
        """The troubles of what is shown."""
        found = self.given.troubles.all
        if not self.given.left_out.modules:
            return found
        return tuple(t for t in found if (t.ref.project, t.ref.module) in self.modules)

    def holes(self) -> Iterator[Hole]:
        """Every trouble of the index, in order of project, path and place."""
        words, nothing = self.given.tolerated, Held(Ref("", "", ""), (), ())
        for trouble in self._all:
            ref = trouble.ref
            tolerated = words.get((ref.project, ref.name or ref.module, trouble.kind))
            yield Hole(
                self.modules[ref.project, ref.module],
                trouble,
                ref if ref in self.declarations else None,
                self.held.get(ref, nothing) if trouble.bears else nothing,
                tolerated,
            )


def shown(given: SiteInput) -> SiteInput:
    """What there are pages of: without what the catalogue leaves out."""
    if not given.report.catalogue.config.exclude:
        return given
    ends = (way[-1] for ways in _paths(given).values() for way in ways)
    left = leaving(given.index, given.report, given.troubles, ends)
    return replace(given, index=without(given.index, left), left_out=left)


def _paths(given: SiteInput) -> dict[tuple[str, Ref], tuple[tuple[Ref, ...], ...]]:
    """The ways from each backing that is not covered to what may not be trusted."""
    holes = {trouble.ref for trouble in given.troubles.all if trouble.bears}
    return {
        (claim.claim.id, backing.ref): tuple(_paths_to_holes(given.uses, backing.ref, holes))
        for claim in given.report.claims
        for backing in claim.backings
        if backing.ref is not None and backing.standing in BLOCKED
    }


def facts_of(given: SiteInput, urls: Urls) -> Facts:
    """Join what the pages need; linear in the index, and in the graph for every blocked claim."""
    index, claims = given.index, given.report.claims
    modules = {(p.project.id, m.name): m for p in index.projects for m in p.modules}
    declarations = _declarations(modules)
    files = {(project, m.path): m for (project, _), m in modules.items()}
    paths = _paths(given)
    return Facts(
        given=given,
        urls=urls,
        claims={c.claim.id: c for c in claims},
        projects={p.project.id: p for p in index.projects},
        families={f.id: f for f in given.report.catalogue.families},
        of_family=grouped((c.claim.family, c) for c in claims),
        papers={p.id: p for p in given.report.catalogue.papers},
        of_paper=grouped(
            (paper, c) for c in claims for paper in dict.fromkeys(p.paper for p in c.claim.papers)
        ),
        modules=modules,
        files=files,
        declarations=declarations,
        named=grouped((ref.name, ref) for ref in declarations),
        last_parts={ref.name.rpartition(".")[2] for ref in declarations},
        users={} if urls.lines else grouped(_named(given.uses)),
        backs=grouped((b.ref, (c, b)) for c in claims for b in c.backings if b.ref is not None),
        held={step.ref: step for step in held(claims, paths, files)},
        doubted=doubted(claims, files),
        paths=paths,
    )


def _declarations(modules: Mapping[tuple[str, str], Module]) -> dict[Ref, Declaration]:
    found: dict[Ref, Declaration] = {}
    for (project, _), module in modules.items():
        wanted = set(refs(project, module))
        for declaration in module.declarations:
            ref = Ref(project, module.name, declaration.name)
            if ref in wanted:
                found.setdefault(ref, declaration)
    return found


def grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    """The values of each key, in order."""
    found: dict[Key, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(group) for key, group in found.items()}


def _named(uses: Mapping[Ref, Mapping[Ref, str]]) -> Iterator[tuple[Ref, Ref]]:
    """What is used by name, with what uses it."""
    for user, used in uses.items():
        yield from ((ref, user) for ref, kind in used.items() if kind != IMPLICIT)


def _paths_to_holes(
    uses: Mapping[Ref, Iterable[Ref]], start: Ref, holes: AbstractSet[Ref]
) -> Iterator[tuple[Ref, ...]]:
    """A shortest path to every sorry that a declaration rests on, nearest first."""
    parents: dict[Ref, Ref | None] = {start: None}
    queue = [start]
    for ref in queue:  # breadth first; the list grows while it is walked
        if ref in holes:
            yield _path(parents, ref)
        for used in sorted(uses.get(ref, ()), key=_by_name):
            if used not in parents:
                parents[used] = ref
                queue.append(used)


def _path(parents: Mapping[Ref, Ref | None], end: Ref) -> tuple[Ref, ...]:
    path = [end]
    while (parent := parents[path[-1]]) is not None:
        path.append(parent)
    return tuple(reversed(path))


def _by_name(ref: Ref) -> tuple[str, str, str]:
    return ref.name, ref.project, ref.module
