"""The map of claims, what to do next, and the graph of claims: all claims are in each of them."""

from __future__ import annotations

import gzip
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from indexer.claims.records import Asserted, Family
from indexer.judge.records import ClaimReport, Standing, Tally
from indexer.scan.records import Ref
from indexer.site.claim_map import claim_map
from indexer.site.facts import Facts, SiteInput, facts_of
from indexer.site.pictures import icon, preview
from indexer.site.render import build_site
from indexer.site.urls import series_of, urls_of
from indexer.site.views import attributes_apart
from tests.site import example


def facts(given: SiteInput) -> Facts:
    return facts_of(given, urls_of(given.report, given.index))


def page(file: Path) -> Any:
    return html.fromstring(file.read_bytes())


def many(number: int, families: int) -> SiteInput:
    """So many claims in so many families, each resting on the hole."""
    found = example.index()
    named = tuple(Family(f"f{n}", f"Family {n}") for n in range(families))
    claims = [
        example.judged(
            example.claim(f"f{n % families}.claim-{n}", "Rope.tainted"), Standing.TAINTED, found
        )
        for n in range(number)
    ]
    return replace(example.example(), report=example.report(claims, families=named))


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
    made = claim_map(facts(many(100, 9)))
    assert [group.family.text for group in made.groups] == [f"Family {n}" for n in range(9)]
    assert sum(len(group.cells) + group.left for group in made.groups) == 100
    assert made.packed


@pytest.mark.slow
def test_a_home_page_of_very_many_claims_is_small(tmp_path: Path) -> None:
    build_site(many(1300, 3), tmp_path / "_site")
    for name in ("index.html", "sorries.html", "graph.html"):
        data = (tmp_path / "_site" / name).read_bytes()
        assert len(gzip.compress(data)) <= 100_000, name
    assert len(page(tmp_path / "_site/index.html").xpath("//p[@class='cells']/a")) == 1300


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
    assert sorted(labels) == ["✗ sorry · ready", "⤳ tainted · ready"]


@pytest.mark.parametrize("number", [60, 300])
def test_a_large_graph_is_drawn_by_family_and_every_claim_is_listed(
    tmp_path: Path, number: int
) -> None:
    build_site(many(number, 3), tmp_path / "_site")
    site = tmp_path / "_site"
    files = [site / "graph.html", *sorted((site / "graph").glob("*.html"))]
    assert len(files) == (1 if number == 60 else 4)
    listed = {
        a.rpartition("/")[2]
        for file in files
        for a in page(file).xpath("//table[contains(@class, 'graph-list')]//td[1]/a/@href")
    }
    assert listed == {f"f{n % 3}.claim-{n}.html" for n in range(number)}


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
