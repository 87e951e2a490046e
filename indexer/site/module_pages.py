"""Pages of modules: the list of all, and each with what it declares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup

from indexer.lake.records import Project
from indexer.lean.records import Declaration, Module
from indexer.scan.records import ProjectIndex, Ref
from indexer.site import prose, urls
from indexer.site.code_links import MANY, claims_of, module_link
from indexer.site.facts import Facts
from indexer.site.next_pages import ClaimLink
from indexer.site.views import Link, Page, parted, ref_link

_ROWS = 500
_MODULES = 2000  # modules on one page of the list


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    """A declaration in its module's table."""

    link: Link
    kind: str
    line: int
    source: str
    summary: Markup
    claims: tuple[ClaimLink, ...]
    sorry: bool
    approximate: bool


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module in the list: how many declarations it has, how many of them back a claim, how many
    sorries, and whether a library reaches it."""

    link: Link
    declarations: int
    backing: int
    sorries: int
    reached: bool


@dataclass(frozen=True, slots=True)
class ModulesView:
    """All modules by project, or a part of them; with each project goes how many it has in all."""

    projects: tuple[tuple[Project, int, tuple[ModuleRow, ...]], ...]
    parts: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A module's page (one part of it where it holds very many declarations)."""

    module: Module
    project: Project
    reachable: bool
    source: str
    docs: tuple[Markup, ...]
    imports: tuple[Link, ...]
    imports_left: int
    imported_by: tuple[Link, ...]
    imported_by_left: int
    rows: tuple[DeclarationRow, ...]
    parts: tuple[Link, ...]


def module_lists(facts: Facts) -> Iterator[Page]:
    """The list of all modules."""
    listed = [
        (project, module) for project in facts.given.index.projects for module in project.modules
    ]
    for place, chunk, parts in parted(urls.MODULES, listed, _MODULES):
        projects = tuple(
            (p.project, len(p.modules), tuple(_module_row(facts, p, m) for _, m in group))
            for p, group in groupby(chunk, key=itemgetter(0))
        )
        yield Page(place, "modules.html", "Modules", ModulesView(projects, parts), "modules")


def _module_row(facts: Facts, project: ProjectIndex, module: Module) -> ModuleRow:
    return ModuleRow(
        link=Link(module.name, facts.urls.module(project.project.id, module.name), module.path),
        declarations=len(module.declarations),
        backing=sum(r in facts.backs for r in urls.refs(project.project.id, module)),
        sorries=facts.sorries.get((project.project.id, module.name), 0),
        reached=module.name in project.reachable,
    )


def importers(facts: Facts) -> dict[tuple[str, str], tuple[str, ...]]:
    """Module, by its project and its name → those that import it."""
    found: dict[tuple[str, str], list[str]] = {}
    for (project, name), module in facts.modules.items():
        for imported in module.imports:
            found.setdefault((project, imported.name), []).append(name)
    return {key: tuple(sorted(set(names))) for key, names in found.items()}


def module_pages(
    facts: Facts, project: str, module: Module, importers: Sequence[str]
) -> Iterator[Page]:
    """A module: what it says of itself, its imports, its declarations."""
    imports = [imported.name for imported in module.imports]
    path = facts.urls.module(project, module.name)
    rows = list(_declaration_rows(facts, project, module))
    for place, chunk, parts in parted(path, rows, _ROWS):
        first = place == path
        view = ModuleView(
            module=module,
            project=facts.projects[project].project,
            reachable=module.name in facts.projects[project].reachable,
            source=facts.urls.source(project, module.name),
            docs=tuple(prose.block(text) for _, text in module.docs) if first else (),
            imports=tuple(module_link(facts, project, name) for name in imports[:MANY]),
            imports_left=max(len(imports) - MANY, 0),
            imported_by=tuple(module_link(facts, project, name) for name in importers[:MANY]),
            imported_by_left=max(len(importers) - MANY, 0),
            rows=tuple(chunk),
            parts=parts,
        )
        yield Page(place, "module.html", module.name, view, "modules")


def _declaration_rows(facts: Facts, project: str, module: Module) -> Iterator[DeclarationRow]:
    """The declarations of a module in their order; a series is one row, where it begins."""
    series = [facts.urls.series.get(Ref(project, module.name, d.name)) for d in module.declarations]
    count = Counter(series)
    for declaration, name in zip(module.declarations, series, strict=True):
        row = (
            None
            if name and not count[name]
            else _declaration_row(facts, project, module, declaration)
        )
        if row and name:
            row = replace(
                row,
                link=replace(row.link, text=name),
                summary=Markup("{} of a series").format(f"{count[name]:,}"),
            )
            count[name] = 0
        if row:
            yield row


def _declaration_row(
    facts: Facts, project: str, module: Module, declaration: Declaration
) -> DeclarationRow:
    ref = Ref(project, module.name, declaration.name)
    return DeclarationRow(
        link=ref_link(facts, ref),
        kind=declaration.keyword or declaration.kind,
        line=declaration.line,
        source=facts.urls.source(project, module.name, declaration.line),
        summary=prose.inline(_first_sentence(declaration.doc)),
        claims=claims_of(facts, ref),
        sorry=facts.holds_sorry(ref),
        approximate=declaration.approximate,
    )


def _first_sentence(doc: str | None) -> str:
    """The first paragraph of a docstring, up to its first full stop."""
    paragraph = " ".join((doc or "").strip().split("\n\n")[0].split())
    head, stop, _ = paragraph.partition(". ")
    return head + stop.strip()
