"""What a Jekyll site is given: JSON for `site.data.leancat`, and a page for each claim.

Text that a theme prints as it is (titles, descriptions) is escaped here; everything else is data,
which Liquid never reads as a template.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from indexer.claims.records import Claim, Lifecycle, Preregistration
from indexer.hubs.tables import gaps_by_obstacle
from indexer.judge.records import BackingReport, ClaimReport, Tally
from indexer.site import prose
from indexer.site.facts import Facts
from indexer.site.views import obstacle_title, repository_url

MARK = "Written by leancat; changes are lost."
"""Every file that is written says so, and only files that say so are written over."""

_KEY = re.compile(r"@\s*\w+\s*[{(]\s*([^\s,{}()]+)\s*,")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def files(facts: Facts) -> Iterator[tuple[str, str]]:
    """Path and text of every data file and page, for the root of the Jekyll site."""
    made: dict[str, dict[str, object]] = {
        "totals": totals(facts),
        "papers": {paper.id: _paper(facts, paper.id) for paper in facts.papers.values()},
        "families": {family: _family(facts, family) for family in facts.families},
        "claims": dict(_claims(facts)),
        "gaps": {"groups": _gaps(facts)},
        "entries": dict(_entries(facts)),
    }
    for name, value in made.items():
        yield f"_data/leancat/{name}.json", _json({"_written": MARK, **value})
    yield from _pages(facts)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


# --- numbers --------------------------------------------------------------------------------------


def totals(facts: Facts) -> dict[str, object]:
    """The whole catalogue in numbers."""
    report = facts.report
    return {
        **_tally(report.covered, report.checked),
        "title": facts.config.title,
        "retracted": len(report.retracted),
        "complete": report.complete,
        "commit": facts.given.commit,
        "standings": {str(s): n for s, n in report.standings.items() if n},
        "url": _on_site(facts, "index.html"),
        "badge": _on_site(facts, "badges/coverage.svg"),
    }


def _tally(tally: Tally, checked: int) -> dict[str, object]:
    return {
        "covered": tally.done,
        "total": tally.total,
        "checked": checked,
        "percent": tally.percent,
        "gaps": tally.total - tally.done,
    }


def _paper(facts: Facts, paper: str) -> dict[str, object]:
    report, entry = facts.report, facts.papers[paper]
    stem = facts.urls.papers[paper]
    return {
        "id": paper,
        "title": entry.title,
        "year": entry.year,
        **_tally(report.papers.get(paper, Tally(0, 0)), report.papers_checked.get(paper, 0)),
        "claims": [c.claim.id for c in facts.of_paper.get(paper, ())],
        "retracted": [c.id for c in report.retracted if _is_of(c, paper)],
        "preregistrations": _documents(entry.preregistrations),
        "url": _on_site(facts, facts.urls.paper(paper)),
        "badge": _on_site(facts, f"badges/paper/{stem}.svg"),
    }


def _family(facts: Facts, family: str) -> dict[str, object]:
    report, entry = facts.report, facts.families[family]
    return {
        "id": family,
        "title": entry.title,
        **_tally(report.families.get(family, Tally(0, 0)), report.families_checked.get(family, 0)),
        "claims": [c.claim.id for c in facts.of_family.get(family, ())],
        "url": _on_site(facts, facts.urls.family(family)),
    }


def _is_of(claim: Claim, paper: str) -> bool:
    return any(ref.paper == paper for ref in claim.papers)


def _documents(found: Iterable[Preregistration]) -> list[dict[str, str]]:
    return [{"path": d.path, "sha256": d.sha256, "registered": d.registered} for d in found]


def _entries(facts: Facts) -> Iterator[tuple[str, str]]:
    """BibTeX key → paper, for the row of a paper in a bibliography; its id is a key too."""
    for paper in facts.papers.values():
        found = _KEY.search(paper.bibtex or "")
        if found:
            yield found[1], paper.id
        yield paper.id, paper.id


def _gaps(facts: Facts) -> list[dict[str, object]]:
    groups = gaps_by_obstacle(facts.report.catalogue, facts.report.claims)
    return [
        {
            "id": group.kind.id,
            "title": group.kind.title,
            "about": group.kind.about,
            "claims": [c.claim.id for c in group.claims],
        }
        for group in groups
    ]


# --- claims ---------------------------------------------------------------------------------------


def _claims(facts: Facts) -> Iterator[tuple[str, dict[str, object]]]:
    """Every claim, retracted ones too, and every id that a claim had before."""
    for report in facts.report.claims:
        yield from _named(report.claim, _claim(facts, report.claim, report))
    for report in facts.report.refuted:
        yield from _named(report.claim, _claim(facts, report.claim, report))
    for claim in facts.report.retracted:
        yield from _named(claim, _claim(facts, claim, None))


def _named(claim: Claim, data: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    yield claim.id, data
    yield from ((alias, {"moved_to": claim.id, **data}) for alias in claim.aliases)


def _claim(facts: Facts, claim: Claim, report: ClaimReport | None) -> dict[str, object]:
    obstacle = claim.obstacle
    return {
        "id": claim.id,
        "title": claim.title,
        "title_html": str(prose.inline(claim.title)),
        "statement_html": str(prose.block(claim.statement)),
        "why_html": str(prose.block(claim.why)),
        "family": claim.family,
        "standing": _standing(report),
        "covered": bool(report and report.standing.covered and not report.is_refuted),
        "reason": report.reason if report else claim.reason,
        "retracted_on": claim.retracted_on,
        "papers": [{"paper": p.paper, "locator": p.locator} for p in claim.papers],
        "locators": {p.paper: p.locator for p in reversed(claim.papers)},
        "obstacle": obstacle_title(facts, claim),
        "obstacle_note": obstacle.note if obstacle else "",
        "preregistrations": _documents(claim.preregistrations),
        "theorems": [_theorem(facts, b) for b in report.backings] if report else [],
        "permalink": permalink(facts, claim.id),
        "url": _on_site(facts, facts.urls.claim(claim.id)),
    }


def _standing(report: ClaimReport | None) -> str:
    if report is None:
        return str(Lifecycle.RETRACTED)
    return "refuted" if report.is_refuted else str(report.standing)


def _theorem(facts: Facts, backing: BackingReport) -> dict[str, object]:
    ref, line = backing.ref, backing.line
    source = repository = None
    if ref is not None and (ref.project, ref.module) in facts.modules:
        source = _on_site(facts, facts.urls.source(ref.project, ref.module, line))
        repository = repository_url(facts, ref, line or 1)
    return {
        "name": backing.name,
        "standing": str(backing.standing),
        "path": backing.path,
        "line": line,
        "url": repository or source,
        "axioms": list(backing.axioms),
    }


def _on_site(facts: Facts, path: str) -> str | None:
    """An address on the built site, None while nothing says where that will stand."""
    base = facts.config.site_url
    return f"{base.rstrip('/')}/{path}" if base and base.startswith("http") else None


def permalink(facts: Facts, claim: str) -> str:
    """Where the Jekyll site has a claim's page."""
    return f"/claims/{facts.urls.claims[claim]}/"


# --- pages ----------------------------------------------------------------------------------------


def _pages(facts: Facts) -> Iterator[tuple[str, str]]:
    """One page for each claim; the ids it had before lead there."""
    judged = (*facts.report.claims, *facts.report.refuted)
    reports = {c.claim.id: c for c in judged}
    for claim in (*(c.claim for c in judged), *facts.report.retracted):
        report = reports.get(claim.id)
        front = {
            "layout": "page",
            "title": escape(claim.title),
            "description": escape(
                f"{_standing(report)}: {report.reason if report else claim.reason}"
            ),
            "permalink": permalink(facts, claim.id),
            "claim": claim.id,
            "family": claim.family,
            "papers": list(dict.fromkeys(p.paper for p in claim.papers)),
            "standing": _standing(report),
        }
        yield _path(facts, claim.id), _page(front, "{% include leancat/claim.html %}")
        for alias in claim.aliases:
            moved = {**front, "permalink": permalink(facts, alias), "sitemap": False}
            yield _path(facts, alias), _page(moved, "{% include leancat/moved.html %}")


def _path(facts: Facts, claim: str) -> str:
    return f"_claims/{facts.urls.claims[claim]}.md"


def _page(front: Mapping[str, object], body: str) -> str:
    rows = "".join(f"{key}: {_yaml(value)}\n" for key, value in front.items())
    return f"---\n# {MARK}\n{rows}---\n{body}\n"


def _yaml(value: object) -> str:
    """JSON is YAML, but for a few characters that YAML wants written out."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
