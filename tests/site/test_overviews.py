"""The map of claims, what to do next, and the graph of claims: all claims are in each of them."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from indexer.claims.records import Asserted, Family
from indexer.history.changes import claims_changed
from indexer.judge.records import ClaimReport, Standing, Tally
from indexer.review.queue import NOTHING_TO_READ, Reading, Waiting
from indexer.scan.records import Ref
from indexer.site import urls
from indexer.site.claim_map import claim_map
from indexer.site.facts import Beside, Facts, SiteInput, facts_of, shown
from indexer.site.pictures import icon, preview
from indexer.site.render import build_site
from indexer.site.urls import series_of, urls_of
from indexer.site.views import attributes_apart
from indexer.troubles import Troubles
from tests.site import example


def facts(given: SiteInput) -> Facts:
    return facts_of(given, urls_of(given.report, given.index))


def page(file: Path) -> Any:
    return html.fromstring(file.read_bytes())


# --- the map --------------------------------------------------------------------------------------


def test_every_claim_has_a_cell_that_names_it_and_leads_to_it(tmp_path: Path) -> None:
    build_site(example.example(), tmp_path / "_site")
    home = page(tmp_path / "_site/index.html")
    cells = {a.get("href"): a for a in home.xpath("//p[@class='cells']/a")}
    assert set(cells) == {f"claim/{claim}.html" for claim in example.CLAIMS}
    for claim, (standing, _) in example.CLAIMS.items():
        cell = cells[f"claim/{claim}.html"]
        assert cell.get("title") == f"{standing}: The claim {claim}"
        (shape,) = cell.xpath(".//*[local-name()='use']/@href")
        assert home.xpath(f"//*[@id='{shape.removeprefix('#')}']")


def test_every_standing_has_a_shape_of_its_own_and_what_is_covered_is_filled(
    tmp_path: Path,
) -> None:
    build_site(example.example(), tmp_path / "_site")
    home = page(tmp_path / "_site/index.html")
    shapes = {
        s.get("id").removeprefix("cell-"): [p.get("d") for p in s.iter("path")]
        for s in home.iter("symbol")
    }
    used = {str(standing) for standing, _ in example.CLAIMS.values()}
    assert set(shapes) == used
    assert len({str(paths) for paths in shapes.values()}) == len(used)
    filled = {
        s.get("id").removeprefix("cell-") for s in home.iter("symbol") if s.find("rect") is not None
    }
    assert filled == {"checked", "clean"}


def test_families_keep_their_order_and_lose_no_claim() -> None:
    made = claim_map(facts(example.many(100, 9)))
    assert [group.family.text for group in made.groups] == [f"Family {n}" for n in range(9)]
    assert sum(len(group.cells) + group.left for group in made.groups) == 100
    assert made.packed


@pytest.mark.slow
def test_a_home_page_of_very_many_claims_is_small(tmp_path: Path) -> None:
    build_site(example.many(1300, 3), tmp_path / "_site")
    for name in ("index.html", "sorries.html", "graph.html"):
        data = (tmp_path / "_site" / name).read_bytes()
        assert len(gzip.compress(data)) <= 100_000, name
    assert len(page(tmp_path / "_site/index.html").xpath("//p[@class='cells']/a")) == 1300


def test_no_page_of_very_many_claims_is_large_and_each_is_listed(tmp_path: Path) -> None:
    given = example.many(1000, 3)
    claims = given.report.claims
    waiting = tuple(Waiting(c, "not reviewed", 0) for c in claims)
    reading = Reading(NOTHING_TO_READ.to_read, waiting)
    title, site = "The claim ", tmp_path / "_site"
    before = example.report([replace(c, standing=Standing.CLEAN) for c in claims])
    gone = tuple(claims_changed(before, given.report))
    history = example.history()
    last = history.steps[-1]
    assert last.changes
    steps = (*history.steps[:-1], replace(last, changes=replace(last.changes, claims=gone)))
    build_site(
        replace(given, reading=reading, history=replace(history, steps=steps)), site, verify=True
    )
    for file in site.rglob("*.html"):
        assert len(gzip.compress(file.read_bytes())) <= 100_000, file
    for stem in ("gaps", "review"):
        parts = sorted(site.glob(f"{stem}*.html"))
        assert len(parts) > 1
        words = "".join(part.read_text() for part in parts)
        assert all(f'href="claim/{c.claim.id}.html">{title}' in words for c in claims)
    assert "and 900 claims more" in (site / "history.html").read_text()


# --- what to do next ------------------------------------------------------------------------------


def test_what_covers_most_alone_comes_first() -> None:
    made = facts(example.example())
    assert [(ref.name, step.alone, step.claims) for ref, step in made.held.items()] == [
        ("Rope.hole", ("rope.tainted", "sign.sorry"), ("rope.tainted", "sign.sorry")),
        ("Rope.magic", ("rope.assumes",), ("rope.assumes",)),
    ]


def _backed_twice(need_all: bool) -> Facts:
    """A claim that two theorems state, of which each rests on a source of its own."""
    given = example.example()
    by_id = {c.claim.id: c for c in given.report.claims}
    first, second = by_id["rope.tainted"], by_id["rope.assumes"]
    both = ClaimReport(
        replace(first.claim, need_all=need_all),
        Standing.ASSUMES,
        "r",
        (*first.backings, *second.backings),
    )
    return facts(replace(given, report=example.report([both])))


@pytest.mark.parametrize("need_all", [True, False])
def test_to_close_one_of_two_is_enough_where_any_theorem_is(need_all: bool) -> None:
    made = _backed_twice(need_all)
    for ref in made.held:
        assert made.held[ref].claims == ("rope.tainted",)
        assert made.held[ref].alone == (() if need_all else ("rope.tainted",))
    assert len(made.held) == 2


def test_unsettled_claims_are_grouped_by_what_unsettles_them() -> None:
    given = example.example()
    tainted = next(c for c in given.report.claims if c.claim.id == "rope.tainted")
    backings = tuple(replace(b, standing=Standing.UNSETTLED) for b in tainted.backings)
    doubt = replace(tainted, standing=Standing.UNSETTLED, backings=backings)
    (found,) = facts(replace(given, report=example.report([doubt]))).doubted
    assert (found.ref, found.claims) == (
        Ref("demo", "Demo.Rotation", "Rope.hole"),
        ("rope.tainted",),
    )


# --- the graph of claims --------------------------------------------------------------------------


def _told(claim: ClaimReport, label: str, *uses: str) -> ClaimReport:
    said = Asserted(source="blueprint", label=label, word="theorem", uses=uses)
    return replace(claim, claim=replace(claim.claim, asserted=said))


def _with_authors() -> SiteInput:
    """`tainted` uses `sorry`'s theorem, and its author says that it uses `clean`'s."""
    given = example.example()
    by_id = {c.claim.id: c for c in given.report.claims}
    claims = [
        _told(by_id["rope.tainted"], "a", "b"),
        _told(by_id["rope.clean"], "b"),
        _told(by_id["sign.sorry"], "c"),
    ]
    return replace(given, report=example.report(claims))


def test_where_author_and_sources_differ_is_marked_in_drawing_and_list(tmp_path: Path) -> None:
    build_site(_with_authors(), tmp_path / "_site")
    shown = page(tmp_path / "_site/graph.html")
    kinds = sorted(p.get("class") for p in shown.xpath("//*[local-name()='path'][@class]"))
    assert kinds == ["edge real", "edge said"]
    rows = {
        tr.xpath("string(td[1])"): tr.xpath("string(td[4])") for tr in shown.xpath("//tbody/tr")
    }
    tainted = next(words for name, words in rows.items() if "rope.tainted" in name)
    assert "rope.clean the author says so; no name in the sources leads there" in tainted
    assert "sign.sorry names in the sources lead there; the author does not say so" in tainted


def test_what_is_ready_is_marked(tmp_path: Path) -> None:
    build_site(_with_authors(), tmp_path / "_site")
    shown = page(tmp_path / "_site/graph.html")
    labels = [t.text for t in shown.iter("text") if "ready" in (t.text or "")]
    assert labels == ["✗ sorry · ready"], "what uses it waits, though its author does not say so"


def test_references_lead_to_claims_and_titles_are_shown_as_formulas(tmp_path: Path) -> None:
    given = _with_authors()
    first, second, third = given.report.claims
    words = r"By \cref{b}, \ref{c} and \eqref{d}; <b>\ref{b}</b>"
    claims = [
        replace(first, claim=replace(first.claim, statement=words)),
        replace(second, claim=replace(second.claim, title="Of $\\tau$")),
        replace(third, claim=replace(third.claim, title="theorem c")),
    ]
    build_site(replace(given, report=example.report(claims)), tmp_path / "_site", verify=True)
    shown = page(tmp_path / "_site/claim/rope.tainted.html")
    (told,) = shown.xpath("//div[contains(@class, 'statement')]")
    assert " ".join(told.text_content().split()) == "By Of τ, c and (d); <b>Of τ</b>"
    links = [a.get("href") for a in told.iter("a")]
    assert links == [f"../claim/{id}.html" for id in ("rope.clean", "sign.sorry", "rope.clean")]
    graph = page(tmp_path / "_site/graph.html")
    assert graph.xpath("//table//a[@href='claim/rope.clean.html']//*[local-name()='math']")


@pytest.mark.parametrize("number", [60, 300])
def test_a_large_graph_is_drawn_by_family_and_every_claim_is_listed(
    tmp_path: Path, number: int
) -> None:
    build_site(example.many(number, 3), tmp_path / "_site")
    site = tmp_path / "_site"
    files = [site / "graph.html", *sorted((site / "graph").glob("*.html"))]
    assert len(files) == (1 if number == 60 else 4)
    listed = {
        a.rpartition("/")[2]
        for file in files
        for a in page(file).xpath("//table[contains(@class, 'graph-list')]//td[1]/a/@href")
    }
    assert listed == {f"f{n % 3}.claim-{n}.html" for n in range(number)}


def test_a_large_family_is_drawn_in_parts_that_lead_to_one_another(tmp_path: Path) -> None:
    build_site(example.many(200, 2, chained=True), tmp_path / "_site", verify=True)
    shown = page(tmp_path / "_site/graph/f0.html")
    drawn = shown.xpath("//*[@class='graph']")
    boxes = [[a.get("href") for a in one.iter("a")] for one in drawn]
    assert len(boxes) == 3
    claims = [[url for url in urls if "/claim/" in url] for urls in boxes]
    assert sorted(url for urls in claims for url in urls) == sorted(
        f"../claim/f0.claim-{n}.html" for n in range(0, 200, 2)
    )
    assert max(map(len, claims)) <= 40
    stubs = [[url for url in urls if "/claim/" not in url] for urls in boxes]
    assert sorted(stubs[1]) == ["../graph/f0.html#run-f0-1", "../graph/f0.html#run-f0-3"]
    assert len(shown.xpath("//*[@id='run-f0-1' or @id='run-f0-3']")) == 2
    assert len(shown.xpath("//*[@id='arrow']")) == 1


def test_families_that_no_edge_joins_are_named_below_the_overview(tmp_path: Path) -> None:
    given = example.many(60, 3)
    first, second, *others = given.report.claims
    claims = [_told(first, "a"), _told(second, "b", "a"), *others]
    catalogue = replace(given.report.catalogue, claims=tuple(c.claim for c in claims))
    report = replace(given.report, claims=tuple(claims), catalogue=catalogue)
    build_site(replace(given, report=report), tmp_path / "_site", verify=True)
    shown = page(tmp_path / "_site/graph.html")
    (told,) = shown.xpath("//p[contains(., 'used by none') and a]")
    assert " ".join(told.text_content().split()) == (
        "1 family uses no other and is used by none: Family 2."
    )


# --- series ---------------------------------------------------------------------------------------


def test_a_series_of_declarations_is_one_page_one_row_and_one_name(tmp_path: Path) -> None:
    build_site(example.series(), tmp_path / "_site", verify=True)
    site = tmp_path / "_site"
    assert sorted(p.name for p in (site / "decl/demo").iterdir()) == [
        "Lib.own.html",
        "Lib.r_~23~.html",
    ]
    shown = page(site / "decl/demo/Lib.r_~23~.html")
    rows = [[td.text_content() for td in tr] for tr in shown.xpath("//tbody/tr")]
    assert rows == [["Lib.A", "60", "1"], ["Lib.B", "60", "1"]]
    names = [
        a.text_content() for a in page(site / "module/demo/Lib.A.html").xpath("//tbody//td[1]/a")
    ]
    assert names == ["Lib.r_#", "Lib.own"]
    listed = page(site / "names/r.html").xpath("//ul[@class='index']/li/a")
    assert [a.text_content() for a in listed] == ["Lib.r_#"]


def test_few_that_differ_in_numbers_keep_their_pages() -> None:
    found = [Ref("p", "M", f"A.r_{n}") for n in range(150)]
    assert set(series_of(found, ()).values()) == {"A.r_#"}
    assert series_of(found[:99], ()) == {}
    apart = {found[0], *found[100:]}
    assert series_of(found, apart) == {}, "what backs a claim is no part of a series"
    elsewhere = [Ref("p", "M", f"A{n}.r") for n in range(150)]
    assert series_of(elsewhere, ()) == {}, "only the last component counts"


# --- very many declarations -----------------------------------------------------------------------


def test_of_very_many_declarations_those_have_pages_that_claims_speak_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(urls, "PAGES", 3)
    given = example.example()
    build_site(given, tmp_path / "_site", verify=True)
    site = tmp_path / "_site"
    named = {b.name for c in given.report.claims for b in c.backings if b.ref}
    paged = {p.stem for p in (site / "decl/demo").iterdir()}
    assert paged == named | {"Rope.angle"}  # which their statements need
    rows = page(site / "module/demo/Demo.Basic.html").xpath("//tbody//td[1]/a")
    assert {a.text_content(): a.get("href") for a in rows} == {
        "Rope.magic": "../../source/demo/Demo.Basic.html#L3",
        "Rope.assumes": "../../decl/demo/Rope.assumes.html",
        "Rope.instInhabitedNat": "../../source/demo/Demo.Basic.html#L5",
    }
    listed = page(site / "names/m.html").xpath("//ul[@class='index']/li/a/@href")
    assert listed == ["../source/demo/Demo.Basic.html#L3"]
    assert '"pages":["source/demo/Demo.Basic.html"]' in (site / "data/search.js").read_text()
    words = " ".join(page(site / "diagnostics.html").xpath("string(//main)").split())
    assert "6 declarations that claims speak of have a page each" in words
    shown = page(site / "decl/demo/Rope.angle.html").xpath("string(//main)")
    assert "Not told in a site of this size" in shown


# --- what is left out -----------------------------------------------------------------------------


def excluding(*patterns: str, given: SiteInput | None = None) -> SiteInput:
    given = given or example.example()
    catalogue = given.report.catalogue
    config = replace(catalogue.config, exclude=patterns)
    return replace(given, report=replace(given.report, catalogue=replace(catalogue, config=config)))


def _with_more() -> SiteInput:
    """A third module, of which no claim speaks, with a sorry of its own."""
    sources = {**example.SOURCES, "Archive/Old.lean": "theorem Old.left : 1 = 1 := by sorry\n"}
    found = example.index(sources)
    given = example.example()
    return replace(given, index=found, source=example.source(sources), troubles=Troubles(found))


@pytest.mark.parametrize("pattern", ["Archive.*", "Archive/*", "Archive/", "Archive/Old.lean"])
def test_what_is_left_out_has_no_page_and_is_told(tmp_path: Path, pattern: str) -> None:
    given = _with_more()
    build_site(given, tmp_path / "whole", verify=True)
    build_site(excluding(pattern, given=given), tmp_path / "small", verify=True)
    whole, small = (
        {p.relative_to(tmp_path / site).as_posix() for p in (tmp_path / site).rglob("*.*")}
        for site in ("whole", "small")
    )
    assert whole - small == {
        "module/demo/Archive.Old.html",
        "source/demo/Archive.Old.html",
        "decl/demo/Old.left.html",
        "names/l.html",
    }
    for name in ("index.html", "modules.html", "sorries.html"):
        words = " ".join(page(tmp_path / "small" / name).xpath("string(//main)").split())
        assert "1 module has no pages here" in words, name
        assert "1 place in it leaves a proof out" in words, name
    words = page(tmp_path / "small/diagnostics.html").xpath("string(//main)")
    assert "Archive.Old" in words
    numbers = [
        json.loads((tmp_path / site / "data/coverage.json").read_bytes())
        for site in ("whole", "small")
    ]
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("pattern", ["Demo.*", "Demo/", "*", "Demo.Rotation"])
def test_what_claims_rest_on_is_never_left_out(tmp_path: Path, pattern: str) -> None:
    build_site(example.example(), tmp_path / "whole")
    build_site(excluding(pattern), tmp_path / "small", verify=True)
    for name in ("sorries.html", "decl/demo/Rope.hole.html", "source/demo/Demo.Rotation.html"):
        assert (tmp_path / "small" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    words = page(tmp_path / "small/diagnostics.html").xpath("string(//main)")
    assert "since claims rest on" in words


def test_a_hole_that_a_way_ends_in_keeps_its_module() -> None:
    """The judge's own witness may name another end: every way of names counts."""
    given = example.example()
    by_id = {c.claim.id: c for c in given.report.claims}
    tainted = by_id["rope.assumes"]
    far = Ref("demo", "Demo.Basic", "Rope.assumes")
    hole = Ref("demo", "Archive.Old", "Old.left")
    more = _with_more()
    uses = {**given.uses, far: {**given.uses[far], hole: "proof"}}
    alone = replace(more, report=example.report([tainted]), uses=uses)
    left = shown(excluding("Archive.*", given=alone)).left_out
    assert left.modules == 0
    assert left.projects["demo"].kept == ("Archive.Old",)
    without = shown(excluding("Archive.*", given=replace(alone, uses=given.uses))).left_out
    assert without.projects["demo"].modules == ("Archive.Old",)


def test_a_pattern_that_means_nothing_is_told(tmp_path: Path) -> None:
    build_site(excluding("Archiv.*"), tmp_path / "_site")
    words = page(tmp_path / "_site/diagnostics.html").xpath("string(//main)")
    assert "No module matches Archiv.* of the catalogue’s exclude" in words


# --- side by side ---------------------------------------------------------------------------------


def _compared(given: SiteInput, folder: Path) -> tuple[Any, dict[str, list[str]], str]:
    """The page: what its tables of numbers say, by row, those of claims by id, and its words."""
    build_site(given, folder, verify=True)
    shown = page(folder / "compare.html")
    numbers = {
        " ".join(tr.xpath("string(th)").split()): [td.text_content() for td in tr.xpath("td")]
        for tr in shown.xpath("//table[contains(@class, 'pairs')]/tbody/tr")
    }
    claims = {
        tr.xpath("string(.//span[@class='id'])"): [
            " ".join(td.text_content().split()) for td in tr.xpath("td[position() > 1]")
        ]
        for tr in shown.xpath("//table[contains(@class, 'claims')]/tbody/tr")
    }
    return numbers, claims, " ".join(shown.xpath("string(//main)").split())


def test_two_sides_are_told_number_by_number_and_claim_by_claim(tmp_path: Path) -> None:
    numbers, claims, words = _compared(example.example(), tmp_path / "_site")
    assert {name: numbers[name] for name in ("checked", "clean", "missing", "RoPE", "Signs")} == {
        "checked": ["0", "1", "+1"],
        "clean": ["2", "1", "−1"],
        "missing": ["2", "2", "·"],
        "RoPE": ["1/6", "2/6", "+1"],
        "Signs": ["1/5", "0/4", "−1"],
    }
    assert {claim: pair[:2] for claim, pair in claims.items()} == {
        "rope.isometry": ["sorry", "checked"],
        "sign.nothing": ["not there", "missing"],
        "sign.gone": ["not there", "retracted"],
        "sign.false": ["clean", "refuted"],
        "sign.went": ["missing", "not there"],
    }
    assert "10 claims are on both sides; 8 of them stand alike." in words


def test_of_another_project_the_numbers_alone_are_held_beside(tmp_path: Path) -> None:
    found = example.index()
    other = example.judged(example.claim("far.one", "Rope.special"), Standing.CLEAN, found)
    there = example.report([other], families=(Family("far", "Far"),))
    given = replace(example.example(), beside=Beside("Another one", there))
    numbers, claims, words = _compared(given, tmp_path / "_site")
    assert numbers["Far"] == ["1/1", "not there", "−1"]
    assert numbers["RoPE"] == ["not there", "2/6", "+2"]
    assert "no claim in common" in words
    assert claims == {}


def test_very_many_that_differ_are_cut_and_counted(tmp_path: Path) -> None:
    given = example.many(1000, 2)
    then = [replace(c, standing=Standing.CLEAN) for c in given.report.claims]
    beside = Beside("then", example.report(then, families=given.report.catalogue.families))
    _, claims, words = _compared(replace(given, beside=beside), tmp_path / "_site")
    assert len(claims) == 400
    assert all(pair[:2] == ["clean", "tainted"] for pair in claims.values())
    assert "and 600 claims more" in words
    assert len(gzip.compress((tmp_path / "_site/compare.html").read_bytes())) <= 100_000


def test_without_another_side_there_is_no_page(tmp_path: Path) -> None:
    build_site(replace(example.example(), beside=None), tmp_path / "_site", verify=True)
    assert not (tmp_path / "_site/compare.html").exists()


# --- the headline as pictures ---------------------------------------------------------------------


@pytest.mark.parametrize("tally", [Tally(159, 161), Tally(0, 0), Tally(12345, 67890)])
def test_pictures_of_the_headline_are_whole(tally: Tally) -> None:
    data = preview(tally)
    assert data == preview(tally)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, kinds = 8, []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        content = data[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + content)
        kinds.append(kind)
        if kind == b"IDAT":
            assert len(zlib.decompress(content)) == 630 * 1201
        at += 12 + length
    assert kinds == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert html.fromstring(icon(tally)) is not None


def test_a_preview_is_only_offered_where_the_site_has_an_address(tmp_path: Path) -> None:
    given = example.example()
    build_site(given, tmp_path / "without")
    assert not (tmp_path / "without/badges/preview.png").exists()
    catalogue = given.report.catalogue
    config = replace(catalogue.config, site_url="https://site.example/x/")
    report = replace(given.report, catalogue=replace(catalogue, config=config))
    build_site(replace(given, report=report), tmp_path / "with")
    home = page(tmp_path / "with/index.html")
    (address,) = home.xpath("//meta[@property='og:image']/@content")
    assert address == "https://site.example/x/badges/preview.png"
    assert (tmp_path / "with/badges/preview.png").exists()


# --- attributes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "attributes", "left"),
    [
        ("theorem a : 1 = 1", "", "theorem a : 1 = 1"),
        ("@[simp] theorem a : 1 = 1", "@[simp]", "theorem a : 1 = 1"),
        ("@[simp, to_additive (attr := simp) b]\n@[a [x]] def f", None, "def f"),
        ("@[unclosed theorem a", "", "@[unclosed theorem a"),
    ],
)
def test_attributes_stand_apart(written: str, attributes: str | None, left: str) -> None:
    found, rest = attributes_apart(written)
    assert rest == left
    assert attributes is None or found == attributes
