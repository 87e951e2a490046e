"""Sources in colour, with what is wrong in them marked, and links to what they name."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from indexer.lean.records import Module
from indexer.scan.records import Ref
from indexer.site import highlight, urls
from indexer.site.addresses import LONG_LINE
from indexer.site.code_links import claims_of
from indexer.site.facts import Facts
from indexer.site.next_pages import ClaimLink
from indexer.site.views import Link, Page, repository_url


@dataclass(frozen=True, slots=True)
class SourceView:
    """The source of a module, or a part of it."""

    module: Module
    page: Link
    repository: str | None
    code: Markup
    parts: tuple[Link, ...]
    holes: tuple[int, ...]


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
    found = {
        d.line: claims_of(facts, Ref(project, module.name, d.name)) for d in module.declarations
    }
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
