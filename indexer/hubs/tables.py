"""Blocks that marks ask for: a table of claims, gaps by obstacle, documents, a badge.

HTML for every page: Markdown passes it through.  Classes begin with `leancat-`, so that no theme's
are met; all text is escaped, braces too, so that Liquid does not take them for its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from indexer.claims.records import Catalogue, ObstacleKind, Preregistration
from indexer.hubs.figures import FigureScope, covered
from indexer.judge.records import ClaimReport

Href = Callable[[str, str], str | None]
"""Gives the address for a scheme (`claim`, `line`, …) and a name, None for what has none."""

UNKNOWN = ObstacleKind("", "No obstacle named", "Nobody has written down what stands in the way.")


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps that one kind of obstacle keeps open."""

    kind: ObstacleKind
    claims: tuple[ClaimReport, ...]


def gaps_by_obstacle(catalogue: Catalogue, claims: Iterable[ClaimReport]) -> tuple[Gaps, ...]:
    """The claims that are not covered, by what stands in their way, in the taxonomy's order; those
    of which nothing is said come last."""
    waiting: dict[str, list[ClaimReport]] = {}
    for claim in claims:
        if not claim.standing.covered:
            kind = claim.claim.obstacle.kind if claim.claim.obstacle else ""
            waiting.setdefault(kind, []).append(claim)
    kinds = (*catalogue.obstacles, UNKNOWN)
    return tuple(Gaps(kind, tuple(waiting[kind.id])) for kind in kinds if kind.id in waiting)


def inert(text: str) -> str:
    """Text for HTML that Liquid may still read: neither can take it for its own."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


def claims_table(scope: FigureScope, href: Href, papers: Sequence[str] = ()) -> str:
    """A row for each claim: where it stands in the papers, title, standing and theorems."""
    rows = "".join(f"<tr>{_row(claim, href, papers)}</tr>\n" for claim in scope.claims)
    head = "<th>Where</th><th>Claim</th><th>Standing</th><th>Theorem</th>"
    return (
        f'\n<table class="leancat-claims">\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _row(report: ClaimReport, href: Href, papers: Sequence[str]) -> str:
    claim = report.claim
    places = (p.locator for p in claim.papers if not papers or p.paper in papers)
    theorems = ", ".join(_theorems(report, href)) or "none yet"
    cells = (
        inert(", ".join(dict.fromkeys(filter(None, places)))),
        _link(href("claim", claim.id), inert(claim.title)),
        f'<span class="leancat-standing leancat-{report.standing}">{report.standing}</span>',
        theorems,
    )
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _theorems(report: ClaimReport, href: Href) -> Iterator[str]:
    for backing in report.backings:
        name = backing.name
        full = f"{backing.ref.project}:{name}" if backing.ref else name
        yield _link(href("line", full) if backing.ref else None, f"<code>{inert(name)}</code>")


def _link(address: str | None, words: str) -> str:
    return f'<a href="{inert(address)}">{words}</a>' if address else words


def gap_list(catalogue: Catalogue, scope: FigureScope, href: Href) -> str:
    """The gaps of a scope by obstacle, with what would have to exist to close them."""
    parts = [_gaps(group, href) for group in gaps_by_obstacle(catalogue, scope.claims)]
    body = "\n".join(parts) or '<p class="leancat-gaps">No gap is left.</p>'
    return f"\n{body}\n"


def _gaps(group: Gaps, href: Href) -> str:
    items = "\n".join(_gap(report, href) for report in group.claims)
    about = f" {inert(group.kind.about)}" if group.kind.about else ""
    title = inert(group.kind.title)
    return (
        f'<div class="leancat-gaps">\n<p><strong>{title}.</strong>{about}</p>\n'
        f"<ul>\n{items}\n</ul>\n</div>"
    )


def _gap(report: ClaimReport, href: Href) -> str:
    claim = report.claim
    note = f": {inert(claim.obstacle.note)}" if claim.obstacle and claim.obstacle.note else ""
    return f"<li>{_link(href('claim', claim.id), inert(claim.title))}{note}</li>"


def documents(found: Iterable[Preregistration]) -> str:
    """Documents fixed beforehand, with their hashes."""
    items = "\n".join(_document(document) for document in found)
    if not items:
        return '\n<p class="leancat-documents">No document was fixed beforehand.</p>\n'
    return f'\n<ul class="leancat-documents">\n{items}\n</ul>\n'


def _document(document: Preregistration) -> str:
    when = f", registered {inert(document.registered)}" if document.registered else ""
    return (
        f"<li><code>{inert(document.path)}</code>{when}, SHA-256 "
        f'<code class="leancat-hash">{inert(document.sha256)}</code></li>'
    )


def badge(scope: FigureScope, address: str, picture: str) -> str:
    """The picture of the coverage, which says the same in words."""
    words = f"{covered(scope)} claims covered"
    return (
        f'<a class="leancat-badge" href="{inert(address)}">'
        f'<img src="{inert(picture)}" alt="{inert(words)}"></a>'
    )
