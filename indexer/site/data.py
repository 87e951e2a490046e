"""Files for machines: coverage.json (a contract), index.json, claims.csv, badges, lists."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

from indexer.base.inert import inert
from indexer.claims.records import Paper
from indexer.formats import answers
from indexer.formats.answers import Paths
from indexer.history.chart import chart
from indexer.judge.records import ClaimReport, Standing, Tally
from indexer.site import review_pages
from indexer.site.badges import badge, endpoint
from indexer.site.facts import Facts
from indexer.site.llms import llms
from indexer.site.views import permalink

COVERAGE = "data/coverage.json"
HISTORY = "badges/history.svg"


def files(facts: Facts) -> Iterator[tuple[str, str]]:
    """Path and text of every data file."""
    report, stems = facts.report, facts.urls
    yield COVERAGE, json_text(coverage(facts))
    yield "data/index.json", index_json(facts)
    yield "data/claims.csv", claims_csv(facts)
    yield "lean_decls", lean_decls(facts)
    yield "llms.txt", llms(facts)
    yield from _badge("", report.covered, report.replayed)
    if facts.given.history:
        yield HISTORY, chart(facts.given.history.points, facts.given.history.releases)
    for family in report.catalogue.families:
        tally = report.families.get(family.id, Tally(0, 0))
        yield from _badge(f"/family/{stems.families[family.id]}", tally)
    for paper in report.catalogue.papers:
        stem = stems.papers[paper.id]
        yield f"data/papers/{stem}.json", json_text(paper_data(facts, paper))
        yield from _badge(f"/paper/{stem}", report.papers.get(paper.id, Tally(0, 0)))


def _badge(place: str, tally: Tally, replayed: int = 0) -> Iterator[tuple[str, str]]:
    stem = f"badges{place}" if place else "badges/coverage"
    yield f"{stem}.json", json_text(endpoint(tally, replayed=replayed))
    yield f"{stem}.svg", badge(tally, replayed=replayed)


def json_text(value: object) -> str:
    """A value as people can read it."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def coverage(facts: Facts) -> dict[str, object]:
    """The contract's object: tallies, standings, and every claim with what backs it.

    Paths are relative to the top of the repository, lines are 1-based.
    """
    report = facts.report
    return {
        "schema": 1,
        "covered": report.covered.done,
        "checked": report.checked,
        "unsettled": report.unsettled,
        "replayed": report.replayed,
        "registered": report.registered,
        "total": report.covered.total,
        "complete": report.complete,
        "commit": facts.given.commit,
        "families": _tallies(report.families, report.families_checked),
        "papers": _tallies(report.papers, report.papers_checked),
        "standings": {str(s): report.standings.get(s, 0) for s in Standing},
        "to_read": _to_read(review_pages.whole(facts)),
        "reviewed": {str(k): n for k, n in review_pages.counted(report.claims).items()},
        "packages": [
            {"name": p.name, "project": p.project, "revision": p.revision, "unseen": p.unseen}
            for p in report.packages
        ],
        "claims": [_claim(facts, claim) for claim in report.claims],
        "refuted": [_claim(facts, claim) for claim in report.refuted],
        "retracted": [
            {"id": c.id, "reason": c.reason, "retracted_on": c.retracted_on}
            for c in report.retracted
        ],
    }


def _to_read(belief: review_pages.Belief) -> dict[str, int]:
    """In a large tree, where what statements depend on is not counted, `at_least` is 1."""
    more = {"at_least": 1} if belief.at_least else {}
    return {"lines": belief.lines, "of": belief.of, **more}


def _tallies(tallies: Mapping[str, Tally], checked: Mapping[str, int]) -> dict[str, dict[str, int]]:
    return {
        key: {"covered": t.done, "checked": checked.get(key, 0), "total": t.total}
        for key, t in tallies.items()
    }


def _claim(facts: Facts, report: ClaimReport) -> dict[str, object]:
    belief = review_pages.of_claim(facts, report.claim.id)
    return answers.claim(
        report,
        Paths(facts.given.prefixes),
        url=facts.urls.claim(report.claim.id),
        rungs=[
            {"kind": r.kind, "tool": r.tool, "version": r.version, "by": r.by, "commit": r.commit}
            for r in report.rungs
        ],
        reviews=[
            {"by": r.by, "kind": str(r.kind), "verdict": str(r.verdict), "note": r.note}
            for r in report.reviews
        ],
        to_read={
            "lines": belief.lines,
            "order": [{"name": step.text, "lines": n} for step, n in belief.steps],
            **({"at_least": 1} if belief.at_least else {}),
        },
    )


def _path(facts: Facts, project: str | None, path: str | None) -> str | None:
    return Paths(facts.given.prefixes).lean(project, path)


def paper_data(facts: Facts, paper: Paper) -> dict[str, object]:
    """One paper with its numbers and claims."""
    report = facts.report
    tally = report.papers.get(paper.id, Tally(0, 0))
    return {
        "schema": 1,
        "id": paper.id,
        "title": paper.title,
        "covered": tally.done,
        "checked": report.papers_checked.get(paper.id, 0),
        "total": tally.total,
        "to_read": _to_read(review_pages.of_paper(facts, paper.id)),
        "claims": [
            {
                **_claim(facts, c),
                "locators": [p.locator for p in c.claim.papers if p.paper == paper.id],
            }
            for c in facts.of_paper.get(paper.id, ())
        ],
    }


_COLUMNS = "id title family papers standing reason declarations path line permalink".split()


def claims_csv(facts: Facts) -> str:
    """All claims as a table (RFC 4180), without cells that a spreadsheet would run as formulas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for report in facts.report.claims:
        claim, first = report.claim, next(iter(report.backings), None)
        row = (
            claim.id,
            claim.title,
            claim.family,
            " ".join(dict.fromkeys(p.paper for p in claim.papers)),
            str(report.standing),
            report.reason,
            " ".join(b.name for b in report.backings),
            (first and _path(facts, first.ref.project if first.ref else None, first.path)) or "",
            str(first.line) if first and first.line is not None else "",
            permalink(facts, facts.urls.claim(claim.id)),
        )
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def lean_decls(facts: Facts) -> str:
    """The declarations that claims name, one a line: the input of checkdecls."""
    names = {b.name for c in facts.report.claims for b in c.backings}
    return "".join(f"{inert(name)}\n" for name in sorted(names))


def index_json(facts: Facts) -> str:
    """Every declaration that has a page: name, kind, place, address and claims; one a line.
    Of a series its first stands for all."""
    rows = (
        {
            "name": facts.shown_name(ref),
            "project": ref.project,
            "module": ref.module,
            "kind": declaration.kind,
            "line": declaration.line,
            "sorry": facts.holds_sorry(ref),
            "troubles": sorted({trouble.rule.id for trouble in facts.troubles(ref)}),
            "approximate": declaration.approximate,
            "url": facts.urls.declaration(ref),
            "claims": [c.claim.id for c, _ in facts.backs.get(ref, ())],
        }
        for ref, declaration in ((ref, facts.declarations[ref]) for ref in facts.listed())
    )
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return f'{{"schema":1,"declarations":[\n{lines}\n]}}\n'
