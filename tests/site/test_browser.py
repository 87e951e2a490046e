"""The site in a real browser: clicks, keys, themes, narrow screens, no JavaScript, no network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from indexer.judge.records import Standing
from indexer.site import urls
from indexer.site.facts import SiteInput
from indexer.site.maths import mathml
from indexer.site.render import build_site
from tests.folders import ROOT
from tests.site import example, hostile
from tests.site.browsing import THEMES, every_page, served, violations, visiting

pytestmark = pytest.mark.browser

# One page of every template, and of every form that a template takes.
KINDS = (
    "index.html",
    "claims.html",
    "standing/missing.html",
    "families.html",
    "family/rope.html",
    "family/rope/tainted.html",
    "papers.html",
    "paper/paper-a.html",
    "retracted.html",
    "refuted.html",
    "claim/sign.false.html",
    "claim/rope.tainted.html",
    "claim/rope.isometry.html",
    "claim/sign.nothing.html",
    "claim/sign.missing.html",
    "claim/sign.gone.html",
    "gaps.html",
    "compare.html",
    "history.html",
    "review.html",
    "decl/demo/Rope.isometry.html",
    "decl/demo/Rope.hole.html",
    "modules.html",
    "module/demo/Demo.Rotation.html",
    "source/demo/Demo.Rotation.html",
    "sorries.html",
    "graph.html",
    "module-graph.html",
    "names/index.html",
    "names/i.html",
    "diagnostics.html",
    "method.html",
    "data.html",
    "404.html",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("browser") / "_site"
    build_site(example.example(), out)
    return out


def test_kinds_name_a_page_of_every_template(site: Path) -> None:
    folder = ROOT / "site_templates"
    templates = {p.stem for p in folder.glob("*.html")} - {
        "base",
        "macros",
        "top",
        "foot",
        "redirect",
        "home",
        "series",  # of very many declarations: has a test of its own
    }
    shown = {k.partition("/")[0].removesuffix(".html") for k in KINDS}
    stands_for = {
        "decl": "declaration",
        "family": "claims",
        "standing": "claims",
        "module-graph": "module_graph",
    }
    assert templates <= {stands_for.get(s, s) for s in shown}
    assert all((site / kind).exists() for kind in KINDS)


# --- works everywhere -----------------------------------------------------------------------------


def test_from_a_folder_nothing_complains_and_nothing_is_fetched(
    browser: Browser, site: Path
) -> None:
    with visiting(browser, site.as_uri()) as visit:
        for path in every_page(site):
            visit.go(path)
        assert visit.complaints == []
        assert visit.outside() == []


def test_under_a_sub_path_every_request_is_answered(browser: Browser, site: Path) -> None:
    with served(site.parent) as address, visiting(browser, f"{address}/_site") as visit:
        answers: list[str] = []
        visit.page.on("response", lambda r: answers.append(f"{r.status} {r.url}"))
        for path in KINDS:
            visit.go(path)
        assert [a for a in answers if not a.startswith(("200", "304"))] == []
        assert visit.complaints == []
        assert visit.outside() == []
        visit.go("index.html").fill("#tools input", "isometry")
        visit.page.wait_for_selector("#found li[id]")
        assert visit.complaints == []


def test_without_javascript_a_claim_is_two_clicks_from_its_line(
    browser: Browser, site: Path
) -> None:
    with visiting(browser, site.as_uri(), java_script_enabled=False) as visit:
        page = visit.go("index.html")
        page.click("main >> text=A Paper")
        page.click("main >> text=Demo/Rotation.lean:15")
        assert page.url.endswith("source/demo/Demo.Rotation.html#L15")
        line = page.locator("#L15")
        assert "theorem tainted" in line.inner_text()
        assert line.is_visible()


def test_without_javascript_nothing_is_empty(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri(), java_script_enabled=False) as visit:
        for path in KINDS:
            page = visit.go(path)
            assert len(page.locator("main").inner_text()) > 20, path
            for table in page.locator("table").all():
                assert table.locator("tbody tr").count(), path
            assert page.locator("button, input, #found").count() == 0, "a dead control"


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(browser: Browser, site: Path, theme: Any) -> None:
    with visiting(browser, site.as_uri(), color_scheme=theme, bypass_csp=True) as visit:
        for path in KINDS:
            assert violations(visit.go(path)) == [], path


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_search_and_help(browser: Browser, site: Path, theme: Any) -> None:
    with visiting(browser, site.as_uri(), color_scheme=theme, bypass_csp=True) as visit:
        page = visit.go("index.html")
        for keys in ("/rope", "/nothing like it at all"):
            page.keyboard.type(keys)
            page.wait_for_selector("#found:not([hidden])")
            assert violations(page) == []
            page.keyboard.press("Escape")
        page.keyboard.type("?")
        assert violations(page) == []


@pytest.mark.parametrize("width", [320, 768])
def test_narrow_pages_do_not_scroll_sideways(browser: Browser, site: Path, width: int) -> None:
    size = {"width": width, "height": 700}
    with visiting(browser, site.as_uri(), viewport=size) as visit:
        for path in KINDS:
            page = visit.go(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_what_scrolls_can_be_reached_by_keyboard(browser: Browser, site: Path) -> None:
    size = {"width": 320, "height": 700}
    with visiting(browser, site.as_uri(), viewport=size) as visit:
        for path in KINDS:
            stuck = visit.go(path).evaluate(
                """() => [...document.querySelectorAll("main *")]
                .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth
                  && ["auto", "scroll"].includes(getComputedStyle(e).overflowX) && e.tabIndex < 0)
                .map(e => e.outerHTML.slice(0, 80))"""
            )
            assert stuck == [], path


def test_print_shows_the_content_and_not_the_controls(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri()) as visit:
        page = visit.go("claim/rope.tainted.html")
        page.emulate_media(media="print")
        assert not page.locator(".top nav").is_visible()
        assert not page.locator("#tools").is_visible()
        assert page.locator("main h1").is_visible()
        assert page.locator("pre.lean").first.is_visible()
        page.set_viewport_size({"width": 500, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 500, "cut off on paper"


# --- three questions, each answered two clicks from home ------------------------------------------


def test_which_sorry_if_closed_covers_most(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri(), java_script_enabled=False) as visit:
        page = visit.go("index.html")
        first = page.locator("table.steps tbody tr").first
        assert "Rope.hole holds a sorry" in first.inner_text()
        assert first.locator("summary").first.inner_text().strip().endswith("2")
        first.locator("summary").first.click()
        assert first.locator("a", has_text="rope.tainted").first.is_visible()
        first.locator("a.place").click()
        assert page.url.endswith("source/demo/Demo.Rotation.html#L12")


def test_why_a_claim_is_not_covered(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri(), java_script_enabled=False) as visit:
        page = visit.go("index.html")
        page.click(".cells a[title='tainted: The claim rope.tainted']")
        assert page.url.endswith("claim/rope.tainted.html")
        assert "because it is tainted" in page.locator(".state").inner_text()
        page.click(".way >> text=Rope.hole")
        assert page.url.endswith("decl/demo/Rope.hole.html")


def test_what_changed_since_the_tag(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri(), java_script_enabled=False) as visit:
        page = visit.go("index.html")
        changed = page.locator("section", has=page.locator("h2", has_text="Changed since v1.0"))
        assert "sorry\n → \nchecked" in changed.inner_text() or "→" in changed.inner_text()
        changed.locator("a", has_text="The claim rope.isometry").click()
        assert page.url.endswith("claim/rope.isometry.html")
        visit.go("index.html")
        changed.locator("a", has_text="Side by side").click()
        row = page.locator("tr", has_text="The claim sign.false").first
        assert row.inner_text().split()[-6:-4] == ["clean", "refuted"]


@pytest.mark.parametrize("theme", THEMES)
def test_a_series_is_a_page_like_others(browser: Browser, tmp_path: Path, theme: Any) -> None:
    build_site(example.series(), tmp_path / "_site")
    size = {"width": 320, "height": 700}
    with visiting(
        browser, (tmp_path / "_site").as_uri(), color_scheme=theme, viewport=size, bypass_csp=True
    ) as visit:
        page = visit.go("decl/demo/Lib.r_~23~.html")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_what_blueprints_are_made_of(
    browser: Browser, tmp_path: Path, theme: Any
) -> None:
    """Drawings in parts, a displayed formula wider than the screen, a file on several pages."""
    given = example.many(200, 2, chained=True)
    first, *others = given.report.claims
    words = f"We have $${' + '.join(f'a_{{{n}}}' for n in range(60))} = 0,$$ so it is."
    wide = replace(first, claim=replace(first.claim, statement=words))
    sources = {**example.SOURCES, "Demo/Long.lean": "theorem Long.t : 1 = 1 := rfl\n" * 4000}
    found = example.index(sources)
    report = replace(given.report, claims=(wide, *others))
    given = replace(given, report=report, index=found, source=example.source(sources))
    build_site(given, tmp_path / "_site")
    pages = ["graph.html", "graph/f0.html", "claim/f0.claim-0.html"]
    pages += sorted(p for p in every_page(tmp_path / "_site") if "Demo.Long~part2" in p)
    assert len(pages) > 3
    size = {"width": 320, "height": 700}
    with visiting(
        browser, (tmp_path / "_site").as_uri(), color_scheme=theme, viewport=size, bypass_csp=True
    ) as visit:
        for path in pages:
            page = visit.go(path)
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


# --- keyboard -------------------------------------------------------------------------------------


def test_every_stop_of_the_tab_key_shows_where_it_is(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri()) as visit:
        for path in ("index.html", "claim/rope.tainted.html", "source/demo/Demo.Rotation.html"):
            page = visit.go(path)
            seen = 0
            for _ in range(60):
                page.keyboard.press("Tab")
                focus = page.evaluate(
                    """() => { const e = document.activeElement, s = getComputedStyle(e);
                    return [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth)]; }"""
                )
                if focus[0] == "BODY":
                    break
                assert focus[1] != "none", (path, focus)
                assert focus[2] >= 1, (path, focus)
                seen += 1
            assert seen > 8


def test_slash_arrows_and_enter_open_a_result(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri()) as visit:
        page = visit.go("claim/sign.sorry.html")
        assert not any("search.js" in url for url in visit.requests), "loaded before it is needed"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.type") == "search"
        page.keyboard.type("rope.iso")
        page.wait_for_selector("#found li[id]")
        assert any("search.js" in url for url in visit.requests)
        options = page.locator("#found li[id]")
        assert options.count() >= 2
        assert options.nth(0).get_attribute("aria-selected") == "true"
        assert options.nth(0).locator("svg").count() + options.nth(0).locator(".standing").count()
        page.keyboard.press("ArrowDown")
        chosen = page.locator("#found li[aria-selected=true]")
        assert chosen.get_attribute("id") == "found-1"
        assert page.locator("#tools input").get_attribute("aria-activedescendant") == "found-1"
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        page.wait_for_url("**/claim/rope.isometry.html")
        assert visit.complaints == []


def test_escape_leaves_the_search(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri()) as visit:
        page = visit.go("index.html")
        page.keyboard.type("/hole")
        page.wait_for_selector("#found:not([hidden])")
        page.keyboard.press("Escape")
        assert page.locator("#found").is_hidden()
        assert page.locator("#tools input").input_value() == ""
        assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_question_mark_shows_the_keys(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri()) as visit:
        page = visit.go("index.html")
        page.keyboard.type("?")
        assert page.locator("dialog").is_visible()
        assert "search" in page.locator("dialog").inner_text()
        page.keyboard.press("Escape")
        assert page.locator("dialog").is_hidden()


def test_every_claim_and_name_is_found(browser: Browser, site: Path) -> None:
    given = example.example()
    with visiting(browser, site.as_uri()) as visit:
        page = visit.go("index.html")
        page.focus("#tools input")
        page.wait_for_function("index !== null")

        def found(words: str) -> list[str]:
            return [hit["url"] for hit in page.evaluate("words => search(words)", words)]

        for claim in given.report.claims:
            assert f"claim/{claim.claim.id}.html" in found(claim.claim.id)
        for name in ("Rope.angle", "angle", "ISOMETRY", "rope hole", "Rope.instInhabitedNat"):
            assert any(url.startswith("decl/") for url in found(name)), name
        assert found("no such thing") == []
        assert all((site / url).exists() for url in found("rope"))


def test_a_name_without_a_page_is_found_in_its_line(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(urls, "PAGES", 3)
    build_site(example.example(), tmp_path / "_site")
    with visiting(browser, (tmp_path / "_site").as_uri()) as visit:
        page = visit.go("index.html")
        page.keyboard.type("/rope.magic")
        page.wait_for_selector("#found li[id]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/source/demo/Demo.Basic.html#L3")
        assert "axiom magic" in page.locator("#L3").inner_text()
        assert visit.complaints == []


# --- controls -------------------------------------------------------------------------------------


def test_tables_sort_by_standing_and_say_so(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri()) as visit:
        page = visit.go("claims.html")
        head = page.locator("th", has_text="Standing")
        words = "td .standing"
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "ascending"
        up = [t.strip() for t in page.locator(words).all_inner_texts()]
        assert up == sorted(up, key=lambda w: Standing(w).rank)
        head.locator("button").press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        down = [t.strip() for t in page.locator(words).all_inner_texts()]
        assert down == sorted(down, key=lambda w: -Standing(w).rank)


@pytest.mark.parametrize("theme", THEMES)
def test_drawings_are_zoomed_and_filtered(browser: Browser, tmp_path: Path, theme: Any) -> None:
    build_site(example.many(60, 3, chained=True), tmp_path / "_site")
    with visiting(
        browser, (tmp_path / "_site").as_uri(), color_scheme=theme, bypass_csp=False
    ) as visit:
        page = visit.go("graph.html")
        drawing = page.locator("svg.graph").first
        wide = drawing.bounding_box()["width"]  # type: ignore[index]
        page.click("[aria-label=Larger]")
        page.click("[aria-label=Larger]")
        assert drawing.bounding_box()["width"] == pytest.approx(1.5625 * wide, abs=2)  # type: ignore[index]
        page.click("[aria-label='As wide as the page']")
        room = page.evaluate("document.querySelector('svg.graph').parentElement.clientWidth")
        assert drawing.bounding_box()["width"] <= room + 1  # type: ignore[index]
        page.click("[aria-label='Its own size']")
        assert drawing.bounding_box()["width"] == pytest.approx(wide, abs=1)  # type: ignore[index]
        rows = page.locator(".graph-list tbody tr")
        before = rows.count()
        page.fill(".graph-tools input", "claim-17 tainted")
        assert page.locator(".graph-list tbody tr:not([hidden])").count() == 1
        assert before == 60
        page.fill(".graph-tools input", "no such words")
        assert page.locator(".graph-list tbody tr:not([hidden])").count() == 0
        assert page.locator(".fits").count() == 0
        page.fill(".graph-tools input", "")
        assert page.locator(".graph-list tbody tr:not([hidden])").count() == 60
        assert visit.complaints == []
        assert visit.outside() == []
    with visiting(
        browser, (tmp_path / "_site").as_uri(), color_scheme=theme, bypass_csp=True
    ) as visit:
        page = visit.go("graph.html")
        page.fill(".graph-tools input", "f1")
        assert violations(page) == []


def test_the_theme_is_chosen_and_remembered(browser: Browser, site: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with served(site) as address, visiting(browser, address, color_scheme="light") as visit:
        page = visit.go("index.html")
        light = page.evaluate(ground)
        page.click("text=Dark")
        dark = page.evaluate(ground)
        assert light != dark
        visit.go("claims.html")
        assert page.evaluate(ground) == dark


def test_an_alias_leads_on(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri()) as visit:
        visit.go("claim/rope.old-name.html").wait_for_url("**/claim/rope.isometry.html")
        assert visit.complaints == []


def test_a_line_is_marked_when_it_is_pointed_at(browser: Browser, site: Path) -> None:
    with visiting(browser, site.as_uri()) as visit:
        page = visit.go("source/demo/Demo.Rotation.html#L11")
        look = "getComputedStyle(document.getElementById('%s')).backgroundColor"
        assert page.evaluate(look % "L11") != page.evaluate(look % "L12")


# --- hostile content ------------------------------------------------------------------------------


def test_hostile_content_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    given: SiteInput = hostile.hostile()
    out = tmp_path / "_site"
    build_site(given, out)
    with visiting(browser, out.as_uri()) as visit:
        visit.page.on("dialog", lambda d: visit.complaints.append(f"dialog {d.message}"))
        for path in every_page(out):
            assert visit.go(quote(path)).evaluate("window.pwned") is None, path
        page = visit.go("index.html")
        page.keyboard.type("/pwned")
        page.wait_for_selector("#found li[id]")
        for number in range(page.locator("#found li[id]").count()):
            page.locator("#found li[id]").nth(number).hover()
        assert page.evaluate("window.pwned") is None
        assert visit.complaints == []
        assert visit.outside() == []


def test_hostile_words_fit_a_narrow_screen(browser: Browser, tmp_path: Path) -> None:
    out = tmp_path / "_site"
    build_site(hostile.hostile(), out)
    size = {"width": 320, "height": 700}
    with visiting(browser, out.as_uri(), viewport=size, bypass_csp=True) as visit:
        for path in every_page(out):
            page = visit.go(quote(path))
            page.add_style_tag(content="math { display: none; }")  # what is broken by signs, not em
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_code_and_tables_of_a_hub_fit_a_narrow_screen(browser: Browser, site: Path) -> None:
    long = "w" * 300
    words = f"<pre><code>{long}</code></pre><table><tr><td>{long}<td><code>{long}</code></table>"
    size = {"width": 320, "height": 700}
    with visiting(browser, site.as_uri(), viewport=size) as visit:
        page = visit.go("paper/paper-a.html")
        hub = f'<article class="prose hub">{words}</article>'
        page.locator("main").evaluate("(main, hub) => { main.innerHTML = hub; }", hub)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


# --- formulas -------------------------------------------------------------------------------------


def test_brackets_stretch_around_a_matrix(browser: Browser, site: Path) -> None:
    formula = mathml(r"\begin{pmatrix} a & b \\ c & d \\ e & f \end{pmatrix}")
    with visiting(browser, site.as_uri()) as visit:
        page = visit.go("index.html")
        page.locator("main").evaluate("(main, formula) => { main.innerHTML = formula; }", formula)
        tall = [
            page.locator(f"main {part} >> nth=0").evaluate("e => e.getBoundingClientRect().height")
            for part in ("mo", "mtable")
        ]
        assert tall[0] >= 0.9 * tall[1], "no font that stretches brackets is asked for"


def test_a_prime_makes_no_row_higher(browser: Browser, site: Path) -> None:
    letters = ("d", "c'")  # of one height
    formulas = [mathml(rf"\begin{{pmatrix}} a \\ {letter} \end{{pmatrix}}") for letter in letters]
    with visiting(browser, site.as_uri()) as visit:
        page = visit.go("index.html")
        tall = []
        for formula in formulas:
            page.locator("main").evaluate(
                "(main, formula) => { main.innerHTML = formula; }", formula
            )
            row = page.locator("main mtr >> nth=1")
            tall.append(row.evaluate("e => e.getBoundingClientRect().height"))
        assert tall[1] <= 1.02 * tall[0]
