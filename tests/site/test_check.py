"""Every written page read back: links, sizes, clicks, and hostile content that stays inert."""

from __future__ import annotations

import csv
import gzip
import json
import posixpath
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from indexer.base.errors import LeancatError
from indexer.claims.records import Config
from indexer.judge.records import Standing
from indexer.site import addresses, module_pages, render
from indexer.site.check import check_site
from indexer.site.facts import SiteInput
from indexer.site.render import build_site
from indexer.site.urls import HOME
from tests.site import example, hostile

PAPER = "paper/paper-a.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "_site"
    build_site(example.example(), out)
    return out


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("evil") / "a" / "b" / "c" / "_site"
    build_site(hostile.hostile(), out)
    return out


def page(file: Path) -> Any:
    return html.fromstring(file.read_bytes())


def pages(site: Path) -> Iterator[tuple[str, Any]]:
    for file in sorted(site.rglob("*.html")):
        yield file.relative_to(site).as_posix(), page(file)


def clicks(site: Path, path: str) -> set[str]:
    """Where one click on a page leads, as paths from the root."""
    folder = posixpath.dirname(path)
    hrefs = page(site / path).xpath("//main//a/@href")
    return {posixpath.normpath(posixpath.join(folder, h)) for h in hrefs if "://" not in h}


# --- the whole site -------------------------------------------------------------------------------


def test_the_site_has_no_faults(site: Path) -> None:
    assert check_site(site) == []


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ('<a href="nowhere.html">x</a>', "leads to no file"),
        ('<a href="claims.html#nowhere">x</a>', "leads to no anchor"),
        ('<a href="#nowhere">x</a>', "leads to no anchor"),
        ('<a href="../outside.html">x</a>', "leads to no file"),
        ('<a href="/absolute.html">x</a>', "does not lead into the site"),
        ('<a href="javascript:alert(1)">x</a>', "does not lead into the site"),
        ('<a href="//elsewhere.example/">x</a>', "does not lead into the site"),
        ('<p id="main"></p>', "the id 'main' stands 2 times"),
        ('<img src="https://elsewhere.example/x.png">', "fetched from elsewhere"),
        ('<link rel="stylesheet" href="//elsewhere.example/x.css">', "fetched from elsewhere"),
        ("<script>alert(1)</script>", "a script stands in the page"),
        ('<p onclick="x()"></p>', "the handler 'onclick' stands in the page"),
    ],
)
def test_every_kind_of_fault_is_found(site: Path, tmp_path: Path, fault: str, message: str) -> None:
    copy = tmp_path / "copy"
    build_site(example.example(), copy)
    home = copy / HOME
    text = home.read_text()
    home.unlink()  # it may be linked from elsewhere
    home.write_text(text.replace("</main>", f"{fault}</main>"))
    assert message in "\n".join(map(str, check_site(copy)))


def test_an_empty_page_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<html><body><main> </main></body></html>")
    found = "\n".join(map(str, check_site(tmp_path)))
    assert "no title" in found
    assert "language" in found
    assert "main part of the page is empty" in found


def test_a_faulty_site_does_not_replace_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "_site"
    build_site(example.example(), out, verify=True)
    before = (out / HOME).read_bytes()
    page = render._Press.page
    monkeypatch.setattr(
        render._Press, "page", lambda s, p: page(s, p).replace(b'href="', b'href="nowhere/')
    )
    with pytest.raises(LeancatError, match="leads to no file"):
        build_site(example.example(), out, verify=True)
    assert (out / HOME).read_bytes() == before


# --- bar 1: clicks --------------------------------------------------------------------------------


def test_a_paper_leads_to_the_line_of_every_theorem_in_one_click(site: Path) -> None:
    given = example.example()
    reached = clicks(site, PAPER)
    lines = {b.line for c in given.report.claims for b in c.backings if b.ref}
    assert len(lines) >= 5
    for claim in given.report.claims:
        for backing in claim.backings:
            if backing.ref is not None:
                assert f"source/demo/{backing.ref.module}.html#L{backing.line}" in reached


def test_home_leads_to_the_line_in_two_clicks(site: Path) -> None:
    assert PAPER in clicks(site, HOME)


def test_claim_and_declaration_are_one_click_apart_each_way(site: Path) -> None:
    for claim in example.example().report.claims:
        for backing in claim.backings:
            if backing.ref is not None:
                there = f"decl/demo/{backing.ref.name}.html"
                back = f"claim/{claim.claim.id}.html"
                assert there in clicks(site, back)
                assert back in clicks(site, there)


def test_a_source_leads_back_to_declarations_and_claims(site: Path) -> None:
    reached = clicks(site, "source/demo/Demo.Rotation.html")
    assert {"decl/demo/Rope.hole.html", "decl/demo/Rope.angle.html"} <= reached
    assert {"claim/rope.tainted.html", "module/demo/Demo.Rotation.html"} <= reached


def test_the_matrix_opens_the_filtered_list(site: Path) -> None:
    assert "family/sign/missing.html" in clicks(site, HOME)
    rows = page(site / "family/sign/missing.html").xpath("//tbody/tr")
    assert len(rows) == 2


def test_every_page_is_reached_from_home(site: Path) -> None:
    seen, queue = {HOME}, [HOME]
    for path in queue:
        folder = posixpath.dirname(path)
        for href in page(site / path).xpath("//a/@href"):
            place = href.partition("#")[0]
            target = posixpath.normpath(posixpath.join(folder, place)) if place else path
            if target.endswith(".html") and target not in seen:
                seen.add(target)
                queue.append(target)
    everything = {path for path, _ in pages(site)}
    assert everything - seen == {"404.html", "claim/rope.old-name.html"}


# --- what is always so ----------------------------------------------------------------------------


def test_a_standing_is_never_told_by_colour_alone(site: Path) -> None:
    words = {str(s) for s in Standing} | {"retracted", "refuted", "new", "removed"}
    for path, document in pages(site):
        for mark in document.xpath("//*[contains(concat(' ', @class, ' '), ' standing ')]"):
            word = mark.text_content().split()[0]
            assert word in words, path
            if word in {str(s) for s in Standing}:
                assert mark.xpath(".//svg/path[@d]"), f"{path}: no sign beside {word}"


def test_numbers_have_words_for_those_who_do_not_see_bars(site: Path) -> None:
    for path, document in pages(site):
        for meter in document.xpath("//svg[@role='img']"):
            assert meter.get("aria-label"), path


def test_pages_and_assets_are_small(site: Path) -> None:
    for file in site.rglob("*.html"):
        assert len(gzip.compress(file.read_bytes())) <= 100_000, file
    assets = [*site.glob("static/*.css"), *site.glob("static/*.js")]
    assert len(assets) == 2
    assert sum(len(a.read_bytes()) for a in assets) <= 40_000


def test_a_large_source_is_split_and_its_links_follow(tmp_path: Path) -> None:
    count = 3 * addresses.SOURCE_LINES + 10
    text = "".join(f"-- line {n} of {count * n * n}\n" for n in range(1, count))
    text += "theorem last : 1 = 1 := rfl\n"
    found = example.index({"Big.lean": text})
    last = example.claim("rope.last", "last")
    report = example.report([example.judged(last, Standing.CLEAN, found)])
    given = SiteInput(report, found, example.source({"Big.lean": text}))
    build_site(given, tmp_path / "s")
    assert check_site(tmp_path / "s") == []
    parts = sorted(p.name for p in (tmp_path / "s/source/demo").iterdir())
    assert parts == ["Big.html", "Big~part2.html", "Big~part3.html", "Big~part4.html"]
    reached = clicks(tmp_path / "s", PAPER)
    assert f"source/demo/Big~part4.html#L{count}" in reached
    for file in (tmp_path / "s").rglob("*.html"):
        assert len(gzip.compress(file.read_bytes())) <= 100_000, file


def test_very_many_modules_are_listed_on_several_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module_pages, "_MODULES", 3)
    monkeypatch.setattr(module_pages, "MANY", 2)
    sources = {f"Part{n}.lean": f"theorem t{n} : 1 = 1 := rfl\n" for n in range(6)}
    sources["All.lean"] = "".join(f"import {path.removesuffix('.lean')}\n" for path in sources)
    found = example.index(sources)
    given = SiteInput(example.report([]), found, example.source(sources))
    build_site(given, tmp_path / "s", verify=True)
    pages = [f"modules{part}.html" for part in ("", "~part2", "~part3")]
    shown = [(tmp_path / "s" / name).read_text() for name in pages]
    assert all("7 modules" in page for page in shown)
    assert [page.count('class="name" href="module/') for page in shown] == [3, 3, 1]
    assert "and 4 more" in (tmp_path / "s/module/demo/All.html").read_text()


def test_very_long_lines_are_cut_and_say_so(tmp_path: Path) -> None:
    text = f"theorem t : 1 = 1 := rfl -- {'x' * 1_000_000}\n"
    found = example.index({"Long.lean": text})
    given = SiteInput(example.report([]), found, example.source({"Long.lean": text}))
    build_site(given, tmp_path / "s")
    shown = (tmp_path / "s/source/demo/Long.html").read_text()
    assert len(shown) < 20_000
    assert "cut: 1000" in shown


def test_an_empty_catalogue_is_a_whole_site(tmp_path: Path) -> None:
    given = SiteInput(
        example.report([], families=(), papers=()), example.index({}), example.source({})
    )
    build_site(given, tmp_path / "s", verify=True)
    assert "0/0" in (tmp_path / "s/badges/coverage.svg").read_text()


def test_full_addresses_where_the_catalogue_gives_one(tmp_path: Path) -> None:
    given = example.example()
    config = Config(
        title="Demo",
        site_url="https://claims.example/sub/",
        source_url="https://git.example/blob/{commit}/{path}#L{line}",
    )
    report = replace(given.report, catalogue=replace(given.report.catalogue, config=config))
    build_site(replace(given, report=report), tmp_path / "s", verify=True)
    shown = (tmp_path / "s/claim/rope.tainted.html").read_text()
    assert (
        'href="https://git.example/blob/0123456789abcdef0123456789abcdef01234567'
        '/lean/demo/Demo/Rotation.lean#L15"' in shown
    )
    assert 'rel="canonical" href="https://claims.example/sub/claim/rope.tainted.html"' in shown
    sitemap: Any = etree.fromstring((tmp_path / "s/sitemap.xml").read_bytes())
    places = sitemap.xpath("//*[local-name()='loc']/text()")
    assert "https://claims.example/sub/claim/rope.tainted.html" in places
    feed: Any = etree.fromstring((tmp_path / "s/feed.xml").read_bytes())
    titles = feed.xpath("//*[local-name()='entry']/*[local-name()='title']/text()")
    assert titles == [
        "The claim rope.isometry: sorry → checked",
        "The claim sign.nothing: new → missing",
        "2/10 claims covered, 1 checked",
    ]


# --- hostile content ------------------------------------------------------------------------------


def test_hostile_content_makes_no_fault(evil: Path) -> None:
    assert check_site(evil) == []


def test_nothing_of_it_is_written_outside(evil: Path) -> None:
    base = evil.parents[3]
    assert {p.relative_to(base).as_posix() for p in base.rglob("*") if evil not in p.parents} == {
        "a",
        "a/b",
        "a/b/c",
        "a/b/c/_site",
    }


def test_names_of_files_are_plain(evil: Path) -> None:
    for file in evil.rglob("*"):
        path = file.relative_to(evil).as_posix()
        assert path.isascii()
        assert not set(path) & set("<>\"'\\:*?| ")
        assert all(len(part) <= 160 for part in path.split("/"))
    stems = [p.as_posix().casefold() for p in evil.rglob("*")]
    assert len(stems) == len(set(stems)), "two names differ in nothing but case"


def test_no_element_attribute_or_address_of_it_reaches_a_page(evil: Path) -> None:
    allowed_scripts = {"app"}
    for path, document in pages(evil):
        for element in document.iter():
            if not isinstance(element.tag, str):
                assert element.tag is not etree.Comment, f"{path}: a comment"
                continue
            assert element.tag not in ("img", "iframe", "object", "embed", "form") or (
                path == "data.html" and element.get("src") == "badges/coverage.svg"
            ), path
            if element.tag == "script":
                name = posixpath.basename(element.get("src")).partition(".")[0]
                assert name in allowed_scripts, path
            for name, value in element.attrib.items():
                assert not name.startswith("on"), path
                if name in ("href", "src"):
                    assert not value.lower().startswith("javascript:"), path
                    assert "evil.example" not in value, path


def test_hostile_files_for_machines_are_well_formed(evil: Path) -> None:
    coverage = json.loads((evil / "data/coverage.json").read_text())
    assert coverage["claims"][1]["title"].startswith(hostile.SCRIPT)
    for name in ("feed.xml", *(str(p.relative_to(evil)) for p in evil.rglob("*.svg"))):
        etree.fromstring((evil / name).read_bytes())
    script = (evil / "data/search.js").read_text()
    assert "<" not in script
    with (evil / "data/claims.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[1][1] == "'=cmd|' /C calc'!A0"
    assert all(cell[:1] not in ("=", "+", "-", "@") for row in rows for cell in row)
    assert len({len(row) for row in rows}) == 1
