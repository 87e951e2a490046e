"""Every address of the site: where a claim, paper, declaration, module or source line lives.

Addresses are relative to the site's root, in plain ASCII, and safe on every file system: whatever
an id or a Lean name holds (`../`, quotes, `«…»`, letters that differ only in case), it becomes one
file name inside one folder of the output.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import TypeVar

from indexer.judge.records import Report
from indexer.lean.records import Module
from indexer.scan.records import Index, Ref

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

HOME = "index.html"
CLAIMS = "claims.html"
PAPERS = "papers.html"
FAMILIES = "families.html"
RETRACTED = "retracted.html"
REFUTED = "refuted.html"
REVIEW = "review.html"
NAMES = "names/index.html"
MODULES = "modules.html"
SORRIES = "sorries.html"
GRAPH = "graph.html"
MODULE_GRAPH = "module-graph.html"
DIAGNOSTICS = "diagnostics.html"
METHOD = "method.html"
DATA = "data.html"
GAPS = "gaps.html"
HISTORY = "history.html"
COMPARE = "compare.html"
NOT_FOUND = "404.html"
FEED = "feed.xml"
ICON = "badges/icon.svg"
PREVIEW = "badges/preview.png"

PAGES = 30_000
"""Declarations from which on only those that claims speak of have a page each."""

IN_NAVIGATION = frozenset({CLAIMS, PAPERS, MODULES, SORRIES, GRAPH, NAMES, METHOD})
"""The pages that the head of every page leads to."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 120
_NUMBER = re.compile(r"[0-9]+")


def slug(text: str) -> str:
    """A file name stem for any text: readable where the text is plain, never a path, never empty.

    Other characters become `~` and their code point; long or reserved names end in a short hash.
    """
    stem = _UNSAFE.sub(lambda m: f"~{ord(m[0]):x}~", text)
    if stem.startswith(".") or not stem:
        stem = f"~{stem}"
    if len(stem) > _LONGEST or _RESERVED.fullmatch(stem):
        stem = f"{stem[:_LONGEST]}~{digest(text)}"
    return stem


def digest(text: str) -> str:
    """Eight hexadecimal digits that tell texts apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def slugs(keys: Iterable[tuple[Key, str]]) -> dict[Key, str]:
    """One slug for each key; where two would differ in nothing but case, all of them get a hash.

    The slug of a key does not depend on the order of the keys.
    """
    plain = {key: slug(text) for key, text in keys}
    crowd = Counter(stem.casefold() for stem in plain.values())
    return {
        key: stem if crowd[stem.casefold()] == 1 else f"{stem}~{digest(repr(key))}"
        for key, stem in plain.items()
    }


def relative(here: str, there: str) -> str:
    """The href that leads from page `here` to `there` (both relative to the site's root)."""
    path, mark, fragment = there.partition("#")
    if path == here:
        return mark + fragment if mark else posixpath.basename(here)
    start = posixpath.dirname(here)
    return posixpath.relpath(path, start or ".") + mark + fragment


@dataclass(frozen=True, slots=True)
class Urls:
    """The addresses of everything a report and an index hold. Made once by `urls_of`."""

    claims: Mapping[str, str]
    families: Mapping[str, str]
    papers: Mapping[str, str]
    projects: Mapping[str, str]
    modules: Mapping[tuple[str, str], str]
    declarations: Mapping[Ref, str]  # those of a series share a page
    series: Mapping[Ref, str]
    source_parts: Mapping[tuple[str, str], tuple[int, ...]]
    lines: Mapping[Ref, int]  # those without a page lead to their line of source

    def without(self, places: Set[tuple[str, str]]) -> Urls:
        """The same addresses, but none for what stands in these modules (project, name)."""
        if not places:
            return self
        return replace(
            self,
            declarations=_outside(self.declarations, places),
            series=_outside(self.series, places),
            lines=_outside(self.lines, places),
        )

    def claim(self, claim_id: str) -> str:
        """The page of a claim."""
        return f"claim/{self.claims[claim_id]}.html"

    def family(self, family_id: str, standing: str | None = None) -> str:
        """The page of a family, or of its claims of one standing."""
        stem = self.families[family_id]
        return f"family/{stem}/{standing}.html" if standing else f"family/{stem}.html"

    def standing(self, standing: str) -> str:
        """The list of all claims of one standing."""
        return f"standing/{standing}.html"

    def paper(self, paper_id: str) -> str:
        """The hub page of a paper."""
        return f"paper/{self.papers[paper_id]}.html"

    def declaration(self, ref: Ref) -> str | None:
        """The page of a declaration, or its line of source; None for what is not declared here."""
        stem = self.declarations.get(ref)
        if stem is not None:
            return f"decl/{self.projects[ref.project]}/{stem}.html"
        line = self.lines.get(ref)
        return None if line is None else self.source(ref.project, ref.module, line)

    def module(self, project: str, module: str) -> str:
        """The page of a module."""
        return f"module/{self.projects[project]}/{self.modules[project, module]}.html"

    def source(self, project: str, module: str, line: int | None = None) -> str:
        """The page that shows a module's source, with the anchor of a 1-based line."""
        stem = f"source/{self.projects[project]}/{self.modules[project, module]}"
        starts = self.source_parts.get((project, module), (1,))
        part = bisect_right(starts, max(line or 1, 1))
        page = f"{stem}.html" if part == 1 else f"{stem}~part{part}.html"
        return page if line is None else f"{page}#L{line}"


def _outside(found: Mapping[Ref, Value], places: Container[tuple[str, str]]) -> dict[Ref, Value]:
    return {ref: value for ref, value in found.items() if (ref.project, ref.module) not in places}


def urls_of(
    report: Report,
    index: Index,
    source_parts: Mapping[tuple[str, str], tuple[int, ...]] | None = None,
) -> Urls:
    """Give everything its address.

    Where there are more than `PAGES` declarations, only those that pages of claims speak of have a
    page of their own: files are what a site of Mathlib would drown in.
    `source_parts` gives, for each (project, module) whose source is shown on several pages, the
    first line of every page; a module that is not in it has one.
    """
    catalogue = report.catalogue
    claims = [name for c in catalogue.claims for name in (c.id, *c.aliases)]
    modules = [(p.project.id, m) for p in index.projects for m in p.modules]
    everything = [ref for p, m in modules for ref in refs(p, m)]
    apart = _shown(report, index)
    series = series_of(everything, apart)
    alone = [ref for ref in everything if ref not in series]
    lines: dict[Ref, int] = {}
    if len(alone) > PAGES:
        others = {ref for ref in alone if ref not in apart}
        lines = {ref: line for ref, line in _lines(modules) if ref in others}
        alone = [ref for ref in alone if ref in apart]
    own = [(ref.project, ref, ref.name) for ref in alone]
    shared = dict.fromkeys((ref.project, name) for ref, name in series.items())
    stems = _by_project([*own, *((p, Ref(p, "", name), name) for p, name in shared)])
    members = {ref: stems[Ref(ref.project, "", name)] for ref, name in series.items()}
    return Urls(
        claims=_plain(claims),
        families=_plain(f.id for f in catalogue.families),
        papers=_plain(p.id for p in catalogue.papers),
        projects=_plain(p.project.id for p in index.projects),
        modules=_by_project((p, (p, m.name), m.name) for p, m in modules),
        declarations={ref: stems[ref] for _, ref, _ in own} | members,
        series=series,
        source_parts=source_parts or {},
        lines=lines,
    )


def _lines(modules: Iterable[tuple[str, Module]]) -> Iterator[tuple[Ref, int]]:
    """Every declaration with its 1-based line; the last of several of a name first."""
    for project, module in modules:
        for declaration in reversed(module.declarations):
            yield Ref(project, module.name, declaration.name), declaration.line


def refs(project: str, module: Module) -> tuple[Ref, ...]:
    """The declarations of a module that have a page: all but `example`s, each name once."""
    names = dict.fromkeys(d.name for d in module.declarations if d.kind != "example" and d.name)
    return tuple(Ref(project, module.name, name) for name in names)


_SERIES = 100
"""Declarations that differ in nothing but numbers, from which on they share one page."""


def series_of(found: Iterable[Ref], apart: Container[Ref]) -> dict[Ref, str]:
    """The declarations that a program wrote by the hundred (`r_1`, `r_2`, …), each with the name of
    all, in which `#` stands for the number; those `apart` keep a page of their own."""
    groups: dict[tuple[str, str], list[Ref]] = {}
    for ref in found:
        head, dot, last = ref.name.rpartition(".")
        pattern = _NUMBER.sub("#", last)
        if pattern != last and ref not in apart:
            groups.setdefault((ref.project, head + dot + pattern), []).append(ref)
    large = {key: group for key, group in groups.items() if len(group) >= _SERIES}
    return {ref: name for (_, name), group in large.items() for ref in group}


def _shown(report: Report, index: Index) -> frozenset[Ref]:
    """What pages of claims speak of: backings, what their statements need, and the ways to what is
    not to be trusted."""
    by_path = {(p.project.id, m.path): m.name for p in index.projects for m in p.modules}
    found: set[Ref] = set()
    for claim in (*report.claims, *report.refuted):
        for backing in claim.backings:
            found.update(ref for ref in (backing.ref, *backing.cone) if ref is not None)
            for step in backing.witness:
                project = step.project or ""
                module = by_path.get((project, step.path or ""))
                if module is not None:
                    found.add(Ref(project, module, step.name))
    return frozenset(found)


def _plain(names: Iterable[str]) -> dict[str, str]:
    return slugs((name, name) for name in names)


def _by_project(entries: Iterable[tuple[str, Key, str]]) -> dict[Key, str]:
    """Slugs that are distinct within each project, which has a folder of its own."""
    folders: dict[str, list[tuple[Key, str]]] = {}
    for project, key, text in entries:
        folders.setdefault(project, []).append((key, text))
    return {key: stem for pairs in folders.values() for key, stem in slugs(pairs).items()}
