"""Pages about the Lean code: declarations, modules, sources, sorries, what was scanned."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from urllib.parse import quote

from markupsafe import Markup, escape

from indexer.judge.records import Standing
from indexer.lake.records import Project
from indexer.lean.names import split
from indexer.lean.records import Declaration, Diagnostic, Module
from indexer.scan.records import ProjectIndex, Ref, Unread
from indexer.site import highlight, prose, urls
from indexer.site.addresses import LONG_LINE
from indexer.site.facts import Facts, Hole
from indexer.site.history_pages import Stood, reworded
from indexer.site.left_out import LeftOut
from indexer.site.next_pages import ClaimLink, DoubtRow, Fold, claim_link, doubt_rows, fold
from indexer.site.views import (
    Link,
    Page,
    parted,
    ref_link,
    repository_url,
    statement_html,
    statement_parts,
    titled,
    web_address,
)
from indexer.troubles import Trouble

_ROWS = 500
_MODULES = 2000  # modules on one page of the list
_NAMES = 800  # names on one page of the index
_MANY = 200  # uses listed on a declaration's page, imports on a module's


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """A declaration's own page."""

    ref: Ref
    declaration: Declaration
    module: Link
    source: str
    place: str
    repository: str | None
    attributes: str
    statement: Markup | None
    standing: tuple[Standing, str] | None
    doc: Markup | None
    claims: tuple[ClaimLink, ...]
    blocks: tuple[ClaimLink, ...]
    troubles: tuple[Trouble, ...]
    uses: tuple[Link, ...]
    uses_left: int
    used_by: tuple[Link, ...]
    used_by_left: int
    sparse: bool
    members: tuple[str, ...]
    reachable: bool
    unresolved: int
    reworded: Stood | None
    elsewhere: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """Declarations that differ in nothing but numbers: the first of them, and for each module how
    many it has, from which one on."""

    name: str
    total: int
    first: str
    statement: Markup | None
    rows: tuple[tuple[Link, int, Link], ...]


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


@dataclass(frozen=True, slots=True)
class SourceView:
    """The source of a module, or a part of it."""

    module: Module
    page: Link
    repository: str | None
    code: Markup
    parts: tuple[Link, ...]
    holes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HoleRow:
    """A trouble in the list of troubles: what closing it alone would cover, and what it holds."""

    place: str
    source: str
    owner: Link | None
    title: str
    certain: bool
    covers: int
    blocks: Fold
    tolerated: str | None


@dataclass(frozen=True, slots=True)
class HolesView:
    """All troubles, or a part of them; `sorries` are the places where a proof is left out, `doubts`
    stand on the first part only."""

    total: int
    sorries: int
    blocking: int
    rows: tuple[HoleRow, ...]
    parts: tuple[Link, ...]
    doubts: tuple[DoubtRow, ...]


@dataclass(frozen=True, slots=True)
class NamesView:
    """The index of names: one letter, or one part of a letter."""

    letter: str
    letters: tuple[Link, ...]
    rows: tuple[tuple[str, Link, str], ...]
    claims: tuple[tuple[Link, Standing | None], ...]
    total: int


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
    yield _module_lists(facts)
    importers = _importers(facts)
    for (project, name), module in facts.modules.items():
        yield _module(facts, project, module, importers.get((project, name), ()))
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


# --- modules -------------------------------------------------------------------------------------


def _module_lists(facts: Facts) -> Iterator[Page]:
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


def _importers(facts: Facts) -> dict[tuple[str, str], tuple[str, ...]]:
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
            imports=tuple(_module_link(facts, project, name) for name in imports[:_MANY]),
            imports_left=max(len(imports) - _MANY, 0),
            imported_by=tuple(_module_link(facts, project, name) for name in importers[:_MANY]),
            imported_by_left=max(len(importers) - _MANY, 0),
            rows=tuple(chunk),
            parts=parts,
        )
        yield Page(place, "module.html", module.name, view, "modules")


def _module_link(facts: Facts, project: str, name: str) -> Link:
    for owner in (project, *facts.projects):
        if (owner, name) in facts.modules:
            return Link(name, facts.urls.module(owner, name))
    return Link(name)


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
        claims=_claims(facts, ref),
        sorry=facts.holds_sorry(ref),
        approximate=declaration.approximate,
    )


def _first_sentence(doc: str | None) -> str:
    """The first paragraph of a docstring, up to its first full stop."""
    paragraph = " ".join((doc or "").strip().split("\n\n")[0].split())
    head, stop, _ = paragraph.partition(". ")
    return head + stop.strip()


def _claims(facts: Facts, ref: Ref) -> tuple[ClaimLink, ...]:
    return tuple(claim_link(facts, c.claim.id) for c, _ in facts.backs.get(ref, ()))


# --- declarations --------------------------------------------------------------------------------


def declaration_page(facts: Facts, ref: Ref) -> Page:
    """A declaration: its statement, the claims it backs, what it uses and what uses it."""
    declaration = facts.declarations[ref]
    module = facts.modules[ref.project, ref.module]
    uses, used_by = facts.uses(ref), facts.used_by(ref)
    attributes, statement = statement_parts(facts, ref)
    view = DeclarationView(
        ref=ref,
        declaration=declaration,
        module=_module_link(facts, ref.project, ref.module),
        source=facts.urls.source(ref.project, ref.module, declaration.line),
        place=f"{module.path}:{declaration.line}",
        repository=repository_url(facts, ref, declaration.line),
        attributes=attributes,
        statement=statement,
        standing=facts.given.verdict(ref),
        doc=prose.block(declaration.doc) if declaration.doc else None,
        claims=_claims(facts, ref),
        blocks=_waiting(facts, ref),
        troubles=tuple(facts.troubles(ref)),
        uses=tuple(ref_link(facts, r) for r in uses[:_MANY]),
        uses_left=max(len(uses) - _MANY, 0),
        used_by=tuple(ref_link(facts, r) for r in used_by[:_MANY]),
        used_by_left=max(len(used_by) - _MANY, 0),
        sparse=facts.is_sparse,
        members=declaration.members,
        reachable=module.name in facts.projects[ref.project].reachable,
        unresolved=facts.given.unresolved.get(ref, 0),
        reworded=reworded(facts, ref),
        elsewhere=_elsewhere(facts, declaration)[:_MANY],
    )
    path = facts.urls.declaration(ref)
    assert path is not None
    return Page(path, "declaration.html", ref.name, view, "modules")


def _elsewhere(facts: Facts, declaration: Declaration) -> tuple[Link, ...]:
    """The names in a declaration that nothing here ends in and that look like constants: what is
    bound is lower case and has no dot."""
    template = web_address(facts.config.docs_url)
    names = dict.fromkeys((*declaration.statement_names, *declaration.body_names))
    return tuple(
        Link(name, template.replace("{name}", quote(name, safe="")) if template else None)
        for name in sorted(names)
        if ("." in name.strip(".") or name[:1].isupper()) and not name.startswith(".")
        if name.rpartition(".")[2] not in facts.last_parts
    )


def _waiting(facts: Facts, ref: Ref) -> tuple[ClaimLink, ...]:
    step = facts.held.get(ref)
    return tuple(claim_link(facts, claim) for claim in step.claims) if step else ()


# --- series ---------------------------------------------------------------------------------------


def series_pages(facts: Facts) -> Iterator[Page]:
    """One page for all declarations of a series: the first of them, and where they stand."""
    members: dict[tuple[str, str], list[Ref]] = {}
    for ref, name in facts.urls.series.items():
        members.setdefault((ref.project, name), []).append(ref)
    for (project, name), refs in members.items():
        by_module: dict[str, list[Ref]] = {}
        for ref in refs:
            by_module.setdefault(ref.module, []).append(ref)
        rows = tuple(
            (_module_link(facts, project, module), len(group), _line_link(facts, group[0]))
            for module, group in by_module.items()
        )
        statement = statement_html(facts, refs[0])
        view = SeriesView(name, len(refs), refs[0].name, statement, rows)
        path = facts.urls.declaration(refs[0])
        assert path is not None
        yield Page(path, "series.html", name, view, "modules")


def _line_link(facts: Facts, ref: Ref) -> Link:
    line = facts.declarations[ref].line
    return Link(ref.name, facts.urls.source(ref.project, ref.module, line), str(line))


# --- sources -------------------------------------------------------------------------------------


def source_pages(facts: Facts, project: str, module: Module) -> Iterator[Page]:
    """A module's source in colour, its troubles marked, with links to what it names."""
    root = "../../"
    troubled = facts.places.get((project, module.name), ())
    holes = frozenset((trouble.span.line, trouble.span.column) for trouble in troubled)
    text = facts.given.source(project, module)
    if _is_written_by_a_program(facts, project, module) and not holes:
        coloured = [str(escape(line)) for line in text.split("\n")]
    else:
        coloured = highlight.lines(text, link=_linker(facts, project, module, root), holes=holes)
    if len(coloured) > 1 and not coloured[-1]:
        coloured.pop()  # the end of the last line is no line of its own
    claims = _claims_by_line(facts, project, module)
    starts = facts.urls.source_parts.get((project, module.name), (1,))
    paths = [facts.urls.source(project, module.name, s).partition("#")[0] for s in starts]
    parts = tuple(Link(f"from line {s}", p) for s, p in zip(starts, paths, strict=True))
    for start, end, path in zip(starts, (*starts[1:], len(coloured) + 1), paths, strict=True):
        numbered = (_line(n, coloured[n - 1], claims.get(n, ()), root) for n in range(start, end))
        view = SourceView(
            module=module,
            page=Link(module.name, facts.urls.module(project, module.name)),
            repository=repository_url(facts, Ref(project, module.name, ""), start),
            code=Markup("".join(numbered)),
            parts=parts if len(parts) > 1 else (),
            holes=tuple(sorted(line for line, _ in holes if start <= line < end)),
        )
        yield Page(path, "source.html", f"{module.path}", view, "modules")


def _line(number: int, html: str, claims: Iterable[ClaimLink], root: str) -> str:
    """A line with its anchor, below the claims of the declaration that begins in it.

    Joined here and not in the template, because sources are most of what a site holds.
    """
    back = "".join(
        f'<a class="back" href="{root}{claim.url}">{escape(claim.id)} · {claim.standing}</a> '
        for claim in claims
    )
    above = f'<span class="backs">{back}</span>' if back else ""
    anchor = f'<a class="no" href="#L{number}">{number}</a>'
    return f'<span class="line" id="L{number}">{above}{anchor}{_cut(html)}</span>\n'


def _is_written_by_a_program(facts: Facts, project: str, module: Module) -> bool:
    """Whether next to all that a module declares belongs to a series: nobody reads it in colour."""
    named = urls.refs(project, module)
    return 10 * sum(ref in facts.urls.series for ref in named) > 9 * len(named) > 0


def _cut(html: str) -> str:
    """A line so long that nobody reads it is cut: the page says so."""
    if len(html) <= 8 * LONG_LINE:
        return html
    text = Markup(html).striptags()
    return f"{Markup.escape(text[:LONG_LINE])} <em>… cut: {len(text)} characters</em>"


def _claims_by_line(facts: Facts, project: str, module: Module) -> dict[int, tuple[ClaimLink, ...]]:
    found = {d.line: _claims(facts, Ref(project, module.name, d.name)) for d in module.declarations}
    return {line: claims for line, claims in found.items() if claims}


def _linker(facts: Facts, project: str, module: Module, root: str) -> highlight.Link:
    """Links from identifiers to the declarations they name: the use graph says which are meant."""
    ordered = sorted(module.declarations, key=lambda d: d.start_line)
    starts = [d.start_line for d in ordered]
    known: dict[Ref, dict[str, str]] = {}

    def link(word: str, line: int, column: int) -> str | None:
        if word.rpartition(".")[2] not in facts.last_parts:
            return None
        at = bisect_right(starts, line) - 1
        if at < 0 or line > ordered[at].end_line:
            return None
        declaration = ordered[at]
        ref = Ref(project, module.name, declaration.name)
        if (line, column) == (declaration.line, declaration.column):
            url = facts.urls.declaration(ref)
            return root + url if url else None
        if ref not in known:
            known[ref] = _spellings(facts, ref) if ref in facts.urls.declarations else {}
        url = known[ref].get(word)
        return root + url if url else None

    return link


def _spellings(facts: Facts, ref: Ref) -> dict[str, str]:
    """Every ending of a used name, as a source may write it, and where it leads."""
    found: dict[str, str] = {}
    for used in facts.uses(ref):
        url = facts.urls.declaration(used)
        pieces = used.name.split(".")
        for start in range(min(len(pieces), 8)):
            if url:
                found.setdefault(".".join(pieces[start:]), url)
    return found


# --- troubles ------------------------------------------------------------------------------------


def hole_pages(facts: Facts) -> Iterator[Page]:
    """The list of troubles: first what covers most claims when it alone is closed, then what holds
    most."""
    ordered = sorted(facts.holes(), key=lambda h: (-len(h.holds.alone), -len(h.holds.claims)))
    blocking = sum(bool(hole.holds.claims) for hole in ordered)
    sorries = sum(facts.sorries.values())
    for place, chunk, parts in parted(urls.SORRIES, ordered, _ROWS):
        rows = tuple(_hole_row(facts, hole) for hole in chunk)
        doubts = doubt_rows(facts)[:_MANY] if place == urls.SORRIES else ()
        view = HolesView(len(ordered), sorries, blocking, rows, parts, doubts)
        yield Page(place, "sorries.html", "Sorries", view, "sorries")


def _hole_row(facts: Facts, hole: Hole) -> HoleRow:
    ref, line = hole.trouble.ref, hole.trouble.span.line
    name = Link(ref.name) if ref.name else None
    return HoleRow(
        place=f"{hole.module.path}:{line}",
        source=facts.urls.source(ref.project, ref.module, line),
        owner=ref_link(facts, hole.owner) if hole.owner else name,
        title=hole.trouble.words,
        certain=hole.trouble.certain,
        covers=len(hole.holds.alone),
        blocks=fold(facts, hole.holds.claims, hole.owner),
        tolerated=hole.tolerated,
    )


# --- the index of names --------------------------------------------------------------------------


def name_pages(facts: Facts) -> Iterator[Page]:
    """All names from A to Z, by their last component, for readers without JavaScript."""
    shelves: dict[str, list[tuple[str, Ref]]] = {}
    for ref in facts.listed():
        last = (split(facts.shown_name(ref)) or ("",))[-1]
        shelves.setdefault(_letter(last), []).append((last, ref))
    letters = sorted(shelves, key=lambda c: (not c.isascii(), c))
    paths = {c: f"names/{'symbols' if c == '#' else urls.slug(c.lower())}.html" for c in letters}
    links = tuple(Link(c, paths[c], str(len(shelves[c]))) for c in letters)
    total = len(facts.declarations)
    claims = tuple(
        (titled(facts, c.claim.id), c.standing)
        for c in sorted(facts.report.claims, key=lambda c: c.claim.title.casefold())
    )
    for place, chunk, parts in parted(urls.NAMES, list(claims), _NAMES):
        view = NamesView("", links + parts, (), tuple(chunk), total)
        yield Page(place, "names.html", "Index", view, "names")
    for letter in letters:
        entries = sorted(
            shelves[letter], key=lambda e: (e[0].casefold(), e[0], str(e[1]), e[1].module)
        )
        for place, names, parts in parted(paths[letter], entries, _NAMES):
            rows = tuple((last, _shown_link(facts, ref), ref.module) for last, ref in names)
            view = NamesView(letter, links + parts, rows, (), total)
            yield Page(place, "names.html", f"Index: {letter}", view, "names")


def _shown_link(facts: Facts, ref: Ref) -> Link:
    return replace(ref_link(facts, ref), text=facts.shown_name(ref))


def _letter(name: str) -> str:
    first = name[:1].upper()
    return first if first.isalpha() and len(first) == 1 else "#"


# --- what was scanned ----------------------------------------------------------------------------


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
        unread=index.unread[:_MANY],
        unread_left=max(len(index.unread) - _MANY, 0),
        unreached=tuple(_module_link(facts, index.project.id, n) for n in unreached[:_MANY]),
        unreached_left=max(len(unreached) - _MANY, 0),
        unbuildable=tuple(reason for _, reason in index.unbuildable[:_MANY]),
        unresolved=None if facts.is_sparse else _unresolved(facts, index.project.id),
        pages=_own_pages(facts, index.project.id) if facts.is_sparse else None,
        approximate=sum(d.approximate for m in index.modules for d in m.declarations),
        diagnostics=tuple(notes[:_MANY]),
        diagnostics_left=max(len(notes) - _MANY, 0),
        left_out=facts.given.left_out.projects.get(index.project.id),
    )


def _unresolved(facts: Facts, project: str) -> int:
    return sum(n for ref, n in facts.given.unresolved.items() if ref.project == project)


def _own_pages(facts: Facts, project: str) -> int:
    return sum(ref.project == project for ref in facts.urls.declarations)
