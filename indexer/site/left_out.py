"""What a catalogue leaves out of the pages; what claims rest on is shown all the same.

Nothing is left out of the judgement: every file is scanned, and every number counts it.  So a
pattern may make a site small, and cannot make a claim look better than it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from indexer.judge.records import Report
from indexer.lean.records import Module
from indexer.scan.records import Index, Ref
from indexer.troubles import Troubles

Place = tuple[str, str]
"""A module: its project and its name."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The modules of a project that have no pages, with what they hold; `kept` match a pattern as
    well and are shown, since claims rest on them."""

    modules: tuple[str, ...]
    kept: tuple[str, ...]
    declarations: int
    lines: int
    sorries: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """What every project leaves out, by its id, and the patterns that match nothing at all."""

    patterns: tuple[str, ...] = ()
    projects: Mapping[str, LeftOut] = field(default_factory=dict)
    idle: tuple[str, ...] = ()

    @property
    def places(self) -> frozenset[Place]:
        """The modules that are left out."""
        return frozenset(
            (project, name) for project, left in self.projects.items() for name in left.modules
        )

    @property
    def modules(self) -> int:
        """How many modules are left out."""
        return sum(len(left.modules) for left in self.projects.values())

    @property
    def sorries(self) -> int:
        """How many places in them leave a proof out."""
        return sum(left.sorries for left in self.projects.values())


NOTHING = Leaving()
"""All is shown."""


def leaving(index: Index, report: Report, troubles: Troubles, held: Iterable[Ref]) -> Leaving:
    """What the patterns of the catalogue leave out of an index; `held` are the declarations that
    claims are known to rest on and that may not be trusted."""
    patterns = report.catalogue.config.exclude
    if not patterns:
        return NOTHING
    needed = set(_spoken_of(report, index)) | {(ref.project, ref.module) for ref in held}
    sorries = Counter((t.ref.project, t.ref.module) for t in troubles.all if t.leaves_sorry)
    projects: dict[str, LeftOut] = {}
    used: set[str] = set()
    for project in index.projects:
        matching: list[Module] = []
        for module in project.modules:
            hits = [p for p in patterns if _matches(p, module)]
            used.update(hits)
            matching += [module] if hits else []
        if matching:
            projects[project.project.id] = _left(project.project.id, matching, needed, sorries)
    return Leaving(patterns, projects, tuple(p for p in patterns if p not in used))


def without(index: Index, left: Leaving) -> Index:
    """An index without the modules that are left out."""
    out = {(id, name) for id, each in left.projects.items() for name in each.modules}
    return index.only(lambda project, module: (project.project.id, module.name) not in out)


def _matches(pattern: str, module: Module) -> bool:
    """Whether a pattern means a module, by its name or by its path below the project's root; what
    ends in a slash means all that is below."""
    whole = pattern + "*" if pattern.endswith("/") else pattern
    return fnmatchcase(module.name, whole) or fnmatchcase(module.path, whole)


def _left(
    project: str,
    matching: Sequence[Module],
    needed: AbstractSet[Place],
    sorries: Mapping[Place, int],
) -> LeftOut:
    kept = [m for m in matching if (project, m.name) in needed]
    out = [m for m in matching if (project, m.name) not in needed]
    return LeftOut(
        modules=tuple(m.name for m in out),
        kept=tuple(m.name for m in kept),
        declarations=sum(len(m.declarations) for m in out),
        lines=sum(m.lines for m in out),
        sorries=sum(sorries.get((project, m.name), 0) for m in out),
    )


def _spoken_of(report: Report, index: Index) -> Iterator[Place]:
    """The modules of what pages of claims speak of: backings, what their statements need, and the
    ways to what is not to be trusted."""
    by_path = {(p.project.id, m.path): m.name for p in index.projects for m in p.modules}
    for claim in (*report.claims, *report.refuted):
        for backing in claim.backings:
            refs = (backing.ref, *backing.cone)
            yield from ((ref.project, ref.module) for ref in refs if ref is not None)
            for step in backing.witness:
                name = by_path.get((step.project or "", step.path or ""))
                if name is not None:
                    yield step.project or "", name
