"""The pages of the history: what they show is what the steps say, and it leads somewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from indexer.app.build import build
from indexer.history.choice import Every
from indexer.history.told import spans
from indexer.scan.options import ScanOptions
from indexer.site.facts import Facts, SiteInput, facts_of
from indexer.site.history_pages import HistoryView, pages, reworded, stood, trend
from indexer.site.render import build_site
from indexer.site.urls import urls_of
from tests.history.made import JUDGED, Made, written
from tests.site import example


def _facts(given: SiteInput) -> Facts:
    return facts_of(given, urls_of(given.report, given.index))


@pytest.fixture
def facts() -> Facts:
    return _facts(example.example())


def test_since_when_a_claim_stands_as_it_does(facts: Facts) -> None:
    found = stood(facts, facts.claims["rope.isometry"].claim)
    assert [(s.heading, s.standing, s.commits, s.first) for s in found] == [
        ("Stands so", "checked", 3, False),
        ("Before", "sorry", 1, True),
    ]
    assert found[0].url == "history.html#at-222222222222"
    assert [s.first for s in stood(facts, facts.claims["sign.nothing"].claim)] == [False]
    assert [s.first for s in stood(facts, facts.claims["rope.clean"].claim)] == [True]


def test_what_is_not_committed_is_not_dated() -> None:
    given = example.example()
    fallen = replace(given.report.claims[1], standing=given.report.claims[5].standing)
    claims = [given.report.claims[0], fallen, *given.report.claims[2:]]
    facts = _facts(replace(given, report=example.report(claims)))
    (last,) = stood(facts, fallen.claim)
    assert (last.heading, last.standing) == ("Last", "clean")


def test_a_claim_that_came_back_has_three_spans() -> None:
    told = example.history()
    first, second = told.steps
    back = replace(told, steps=(first, second, first))
    standings = [(span.standing, span.first) for span in spans(back, ("rope.isometry",))]
    assert standings == [("sorry", False), ("checked", False), ("sorry", True)]
    gone = [span.standing for span in spans(back, ("sign.nothing",))]
    assert gone == ["missing"]


def test_when_a_statement_last_changed(facts: Facts) -> None:
    where = example.located(facts.given.index)
    found = reworded(facts, where["Rope.isometry"][0])
    assert found is not None
    assert (found.commit, found.commits) == ("2222222", 3)
    assert reworded(facts, where["Rope.hole"][0]) is None


def test_a_row_counts_what_is_not_covered(facts: Facts) -> None:
    """Standing by standing, worst last, and none that nothing has."""
    (page,) = pages(facts)
    assert isinstance(page.view, HistoryView)
    last = page.view.rows[0]
    assert last.covered == "2/10"
    assert sum(number for _, number in last.open) == 8
    shown = [standing.value for standing, _ in last.open]
    assert shown == ["suspect", "partial", "assumes", "tainted", "sorry", "unbuilt", "missing"]


def test_every_point_of_the_chart_is_a_row_of_the_table(tmp_path: Path) -> None:
    build_site(example.example(), tmp_path / "site", jobs=1, verify=True)
    page: Any = html.fromstring((tmp_path / "site/history.html").read_bytes())
    rows = page.xpath("//tr[@id]/@id")
    assert rows == ["at-222222222222", "at-111111111111"]
    assert sorted(link[1:] for link in page.xpath("//svg//a/@href")) == sorted(rows)
    (changed,) = page.xpath("//details[.//del]")
    said = " ".join(changed.text_content().split())
    for words in (
        "What changed in 3 commits: 1 claim rose, 1 other claim",
        "Rope.isometry",
        "v4.27.0",
    ):
        assert words in said, words
    assert page.xpath("//del/text()") == ["n"]
    claim = (tmp_path / "site/claim/rope.isometry.html").read_text()
    assert "one of 3 commits up to" in claim
    assert "last changed" in (tmp_path / "site/decl/demo/Rope.isometry.html").read_text()
    assert (tmp_path / "site/badges/history.svg").read_text().startswith("<svg")


def test_without_a_history_there_is_no_page() -> None:
    facts = _facts(replace(example.example(), history=None))
    assert list(pages(facts)) == []
    assert trend(facts) is None
    assert stood(facts, facts.claims["rope.clean"].claim) == ()


def test_the_trend_is_the_chart_without_links(facts: Facts) -> None:
    drawn = trend(facts)
    assert drawn is not None
    assert "<a " not in drawn


FAMILY = "schema: 1\nfamily: {id: f, title: F}\n"
CLAIM = f"{FAMILY}claims: [{{id: f.a, title: T, backing: [{{decl: a}}]}}]\n"


def test_a_build_tells_the_history_of_its_repository(tmp_path: Path) -> None:
    says = ("1 + 1 = 2 := sorry", "1 + 1 = 2 := rfl -- told", "1 + 2 = 3 := rfl")
    commits = [
        Made(
            {**JUDGED, "catalogue/claims/f.yaml": CLAIM, "A.lean": f"theorem a : {said}\n"},
            (at - 1,) if at else (),
            1_700_000_000 + 90_000 * at,
        )
        for at, said in enumerate(says)
    ]
    repo, names = written(commits, tmp_path / "repo")
    options = ScanOptions(jobs=1, cache=tmp_path / "cache" / "scan.sqlite")
    told = [
        _built(tmp_path / str(number), repo.folder / "catalogue", options) for number in range(2)
    ]
    assert told[0] == told[1]  # from the cache it is the same
    page: Any = html.fromstring(told[0]["history.html"])
    assert page.xpath("//tr[@id]/@id") == [f"at-{name[:12]}" for name in reversed(names)]
    claim = told[0]["claim/f.a.html"].decode()
    assert f"history.html#at-{names[1][:12]}" in claim  # since then it is clean
    declaration = told[0]["decl/p/a.html"].decode()
    assert f"history.html#at-{names[2][:12]}" in declaration  # then its statement changed
    assert b"sorry \xe2\x86\x92 clean" in told[0]["feed.xml"]
    build(tmp_path / "never", repo.folder / "catalogue", options, every=Every.NEVER)
    assert not (tmp_path / "never/history.html").exists()


def _built(out: Path, catalogue: Path, options: ScanOptions) -> dict[str, bytes]:
    build(out, catalogue, options, verify=True)
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}
