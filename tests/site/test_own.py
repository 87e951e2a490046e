"""The site of the project's own catalogue: every page of it holds the bars."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser

from indexer.judge.records import Report
from indexer.site.check import check_site
from indexer.site.facts import SiteInput
from indexer.site.render import build_site, disk_sources
from tests.own import own
from tests.site.browsing import violations, visiting

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    out = tmp_path_factory.mktemp("own") / "_site"
    found = own()
    source = disk_sources(found.index)
    build_site(SiteInput(found.report, found.index, source, found.uses.edges), out)
    return found.report, out


def largest(site: Path) -> list[str]:
    """The largest page of every folder and the pages at the top."""
    folders: dict[str, Path] = {}
    for file in sorted(site.rglob("*.html")):
        folder = file.relative_to(site).parts[0]
        if folder not in folders or file.stat().st_size > folders[folder].stat().st_size:
            folders[folder] = file
    folders.pop("standing")  # lists of claims, as claims.html is
    return [file.relative_to(site).as_posix() for file in folders.values()]


def test_it_has_no_faults(built: tuple[Report, Path]) -> None:
    assert check_site(built[1]) == []


def test_every_page_says_the_same_of_who_read_it(built: tuple[Report, Path]) -> None:
    report, site = built
    assert report.refuted, "claims out of the total are reviewed, too, and must not be counted"
    pages = [(site / name).read_text("utf-8") for name in ("index.html", "review.html")]
    told = [re.findall(r"(\d+) claims? found faithful by ([\w ]*\w)", page) for page in pages]
    reviewed = json.loads((site / "data/coverage.json").read_text("utf-8"))["reviewed"]
    assert told[0] == told[1] != []
    assert [int(n) for n, _ in told[0] if n != "0"] == [n for n in reviewed.values() if n]


def test_every_formula_of_it_is_rendered(built: tuple[Report, Path]) -> None:
    report, site = built
    written = 0
    for claim in report.claims:
        page = (site / f"claim/{claim.claim.id}.html").read_text("utf-8")
        shown: Any = html.fromstring(page)
        statement = shown.xpath("//div[contains(@class, 'statement')]")
        written += "$" in claim.claim.statement
        for part in statement:
            assert not part.xpath(".//code[@class='tex']"), claim.claim.id
            assert "$" not in part.text_content(), claim.claim.id
    assert written > len(report.claims) // 2


def test_every_theorem_of_a_claim_is_a_click_from_its_line(built: tuple[Report, Path]) -> None:
    report, site = built
    checked = 0
    for claim in report.claims:
        page: Any = html.fromstring((site / f"claim/{claim.claim.id}.html").read_bytes())
        hrefs = set(page.xpath("//main//a/@href"))
        for backing in claim.backings:
            if backing.ref is None:
                continue
            where = f"../source/{backing.ref.project}/{backing.ref.module}.html#L{backing.line}"
            assert where in hrefs
            file, _, anchor = where.removeprefix("../").partition("#")
            source: Any = html.fromstring((site / file).read_bytes())
            (line,) = source.xpath(f"//*[@id='{anchor}']")
            assert re.split(r"[.]", backing.ref.name)[-1] in line.text_content()
            checked += 1
    assert checked > len(report.claims) // 2


def test_the_headline_is_the_reports(built: tuple[Report, Path]) -> None:
    report, site = built
    data = json.loads((site / "data/coverage.json").read_text("utf-8"))
    assert (data["covered"], data["total"]) == (report.covered.done, report.covered.total)
    assert len(data["claims"]) == report.covered.total == len(report.claims)
    assert sum(data["standings"].values()) == data["total"]
    assert f"{report.covered.done}<span" in (site / "index.html").read_text("utf-8")


def test_every_page_of_it_is_small(built: tuple[Report, Path]) -> None:
    for file in built[1].rglob("*.html"):
        assert len(gzip.compress(file.read_bytes())) <= 100_000, file


def test_what_is_not_known_is_not_linked(built: tuple[Report, Path]) -> None:
    """Our catalogue names no repository: sources are the copies here, and nothing stands in."""
    report, site = built
    assert not report.catalogue.config.source_url
    for file in site.rglob("*.html"):
        found = re.search(
            rb"OWNER|href=.https?:(?!//(?:doi\.org|arxiv\.org/abs)/)|example\.(?:org|com)|>None<"
            rb"|: not in a git",
            file.read_bytes(),
        )
        assert found is None or file.name == "index.html", (file, found)
    home = (site / "index.html").read_text("utf-8")
    assert "unknown: not in a git checkout" in home


def widest(site: Path) -> list[str]:
    """The claims with the longest formulas that no line can be broken in."""

    def length(file: Path) -> int:
        page: Any = html.fromstring(file.read_bytes())
        return max((len(m.text_content()) for m in page.iter("math")), default=0)

    files = sorted((site / "claim").glob("*.html"), key=length, reverse=True)
    return [file.relative_to(site).as_posix() for file in files[:25]]


@pytest.mark.browser
def test_its_largest_pages_hold_in_a_browser(browser: Browser, built: tuple[Report, Path]) -> None:
    site = built[1]
    with visiting(browser, site.as_uri(), color_scheme="dark", bypass_csp=True) as visit:
        for path in largest(site):
            assert violations(visit.go(path)) == [], path


@pytest.mark.browser
def test_its_widest_pages_fit_a_narrow_screen(browser: Browser, built: tuple[Report, Path]) -> None:
    site = built[1]
    narrow: Any = {"width": 320, "height": 700}
    with visiting(browser, site.as_uri(), viewport=narrow) as visit:
        width = "document.documentElement.scrollWidth"
        paths = [*largest(site), *widest(site)]
        assert [path for path in paths if visit.go(path).evaluate(width) > 320] == []
        assert visit.complaints == []
        assert visit.outside() == []
