"""Pages of declarations: what each says, uses and backs; and of series of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from indexer.judge.records import Standing
from indexer.lean.records import Declaration
from indexer.scan.records import Ref
from indexer.site import prose
from indexer.site.code_links import MANY, claims_of, module_link
from indexer.site.facts import Facts
from indexer.site.history_pages import Stood, reworded
from indexer.site.next_pages import ClaimLink, claim_link
from indexer.site.views import (
    Link,
    Page,
    ref_link,
    repository_url,
    statement_html,
    statement_parts,
    web_address,
)
from indexer.troubles import Trouble


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


def declaration_page(facts: Facts, ref: Ref) -> Page:
    """A declaration: its statement, the claims it backs, what it uses and what uses it."""
    declaration = facts.declarations[ref]
    module = facts.modules[ref.project, ref.module]
    uses, used_by = facts.uses(ref), facts.used_by(ref)
    attributes, statement = statement_parts(facts, ref)
    view = DeclarationView(
        ref=ref,
        declaration=declaration,
        module=module_link(facts, ref.project, ref.module),
        source=facts.urls.source(ref.project, ref.module, declaration.line),
        place=f"{module.path}:{declaration.line}",
        repository=repository_url(facts, ref, declaration.line),
        attributes=attributes,
        statement=statement,
        standing=facts.given.verdict(ref),
        doc=prose.block(declaration.doc) if declaration.doc else None,
        claims=claims_of(facts, ref),
        blocks=_waiting(facts, ref),
        troubles=tuple(facts.troubles(ref)),
        uses=tuple(ref_link(facts, r) for r in uses[:MANY]),
        uses_left=max(len(uses) - MANY, 0),
        used_by=tuple(ref_link(facts, r) for r in used_by[:MANY]),
        used_by_left=max(len(used_by) - MANY, 0),
        sparse=facts.is_sparse,
        members=declaration.members,
        reachable=module.name in facts.projects[ref.project].reachable,
        unresolved=facts.given.unresolved.get(ref, 0),
        reworded=reworded(facts, ref),
        elsewhere=_elsewhere(facts, declaration)[:MANY],
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
            (module_link(facts, project, module), len(group), _line_link(facts, group[0]))
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
