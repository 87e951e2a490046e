"""All pages about the Lean code, and the one on what was scanned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.lake.records import Project
from indexer.lean.records import Diagnostic, Module
from indexer.scan.records import ProjectIndex, Unread
from indexer.site import urls
from indexer.site.code_links import MANY, module_link
from indexer.site.declaration_pages import declaration_page, series_pages
from indexer.site.facts import Facts
from indexer.site.hole_pages import hole_pages
from indexer.site.left_out import LeftOut
from indexer.site.module_pages import importers, module_lists, module_pages
from indexer.site.name_pages import name_pages
from indexer.site.source_pages import source_pages
from indexer.site.views import Link, Page, ref_link


@dataclass(frozen=True, slots=True)
class ProjectView:
    """What was read of a project, and what was not."""

    project: Project
    modules: int
    declarations: int
    sorries: int
    lines: int
    unread: tuple[Unread, ...]
    unread_left: int
    unreached: tuple[Link, ...]
    unreached_left: int
    unbuildable: tuple[str, ...]
    unresolved: int | None
    pages: int | None
    approximate: int
    diagnostics: tuple[tuple[str, str | None, Diagnostic], ...]
    diagnostics_left: int
    left_out: LeftOut | None


def pages(facts: Facts) -> Iterator[Iterable[Page]]:
    """Every page about code, in batches that are made one by one; a module's pages come together:
    its text is read once."""
    yield module_lists(facts)
    importing = importers(facts)
    for (project, name), module in facts.modules.items():
        yield _module(facts, project, module, importing.get((project, name), ()))
    yield series_pages(facts)
    yield hole_pages(facts)
    yield name_pages(facts)
    yield _diagnostics(facts)


def _module(facts: Facts, project: str, module: Module, importers: Sequence[str]) -> Iterator[Page]:
    yield from module_pages(facts, project, module, importers)
    yield from source_pages(facts, project, module)
    for ref in urls.refs(project, module):
        if ref in facts.urls.declarations and ref not in facts.urls.series:
            yield declaration_page(facts, ref)


def _diagnostics(facts: Facts) -> Iterator[Page]:
    view = tuple(project_view(facts, p) for p in facts.given.index.projects)
    yield Page(
        urls.DIAGNOSTICS,
        "diagnostics.html",
        "Diagnostics",
        (view, _disagreements(facts)),
        "diagnostics",
    )


def _disagreements(facts: Facts) -> tuple[tuple[Link, str, str, str], ...]:
    return tuple(
        (ref_link(facts, d.ref), d.text, d.kernel, d.message) for d in facts.report.disagreements
    )


def project_view(facts: Facts, index: ProjectIndex) -> ProjectView:
    """What was read of a project, and what was not or not fully."""
    unreached = [m.name for m in index.modules if m.name not in index.reachable]
    notes = [(path, None, d) for path, d in index.project.diagnostics] + [
        (m.path, facts.urls.source(index.project.id, m.name, d.line), d)
        for m in index.modules
        for d in m.diagnostics
    ]
    return ProjectView(
        project=index.project,
        modules=len(index.modules),
        declarations=sum(len(m.declarations) for m in index.modules),
        sorries=sum(facts.sorries.get((index.project.id, m.name), 0) for m in index.modules),
        lines=sum(m.lines for m in index.modules),
        unread=index.unread[:MANY],
        unread_left=max(len(index.unread) - MANY, 0),
        unreached=tuple(module_link(facts, index.project.id, n) for n in unreached[:MANY]),
        unreached_left=max(len(unreached) - MANY, 0),
        unbuildable=tuple(reason for _, reason in index.unbuildable[:MANY]),
        unresolved=None if facts.is_sparse else _unresolved(facts, index.project.id),
        pages=_own_pages(facts, index.project.id) if facts.is_sparse else None,
        approximate=sum(d.approximate for m in index.modules for d in m.declarations),
        diagnostics=tuple(notes[:MANY]),
        diagnostics_left=max(len(notes) - MANY, 0),
        left_out=facts.given.left_out.projects.get(index.project.id),
    )


def _unresolved(facts: Facts, project: str) -> int:
    return sum(n for ref, n in facts.given.unresolved.items() if ref.project == project)


def _own_pages(facts: Facts, project: str) -> int:
    return sum(ref.project == project for ref in facts.urls.declarations)
