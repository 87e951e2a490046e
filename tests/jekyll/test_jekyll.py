"""The Jekyll adapter: what it writes, whose files it leaves alone, and what the real Jekyll makes
of it, in a site laid out as both generations of al-folio are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html

from indexer.app.site_input import site_input
from indexer.base.errors import UsageError
from indexer.claims.records import Preregistration
from indexer.jekyll.adapter import Fed, feed
from indexer.site.facts import SiteInput
from tests.folders import ROOT
from tests.hubs import scene
from tests.site.hostile import hostile

CONFIG = """\
title: Ada
baseurl: /ada
include: [_pages]
markdown: kramdown
kramdown: {input: GFM}
collections:
  claims:
    output: true
"""

# What both generations of al-folio do in _layouts/bib.liquid; `file_exists` is a tag of theirs.
LAYOUTS = {
    "_layouts/page.liquid": (
        "<!doctype html><html><head><title>{{ page.title }}</title></head><body>"
        "<h1>{{ page.title }}</h1><p class=description>{{ page.description }}</p>"
        "{{ content }}</body></html>\n"
    ),
    "_includes/row.liquid": (
        '<div id="{{ entry.key }}">{% capture hook_exists %}'
        "{% file_exists _includes/hook/bib.liquid %}{% endcapture %}"
        "{% if hook_exists == 'true' %}{% include hook/bib.liquid %}{% endif %}</div>\n"
    ),
    "_plugins/file_exists.rb": (
        "class Exists < Liquid::Tag\n"
        "  def initialize(name, path, tokens)\n    super\n    @path = path.strip\n  end\n"
        "  def render(context)\n"
        "    File.exist?(File.join(context.registers[:site].source, @path)).to_s\n  end\nend\n"
        "Liquid::Template.register_tag('file_exists', Exists)\n"
    ),
}
PAGES = {
    "_pages/hub.md": """\
---
layout: page
title: Hub
permalink: /hub/
---
Coverage {% include leancat/coverage.html paper="turns" %}, *in all*
{% include leancat/badge.html %} and {% include leancat/badge.html family="sign" %}.

{% include leancat/claims.html paper="turns" %}

See {% include leancat/link.html claim="turn.keep" text="the <first>" %},
{% include leancat/link.html claim="turn.kept" %} and {% include leancat/link.html claim="no<b>" %}.

{% include leancat/gaps.html paper="turns" %}

{% include leancat/documents.html paper="turns" %}

{% include leancat/coverage.html paper="no<b>" %}
""",
    "_pages/publications.html": """\
---
layout: page
title: Publications
permalink: /publications/
rows:
  - {key: ada2026turns}
  - {key: other, leancat: signs}
  - {key: none}
  - {key: notes}
---
{% for entry in page.rows %}{% include row.liquid %}{% endfor %}
""",
}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> SiteInput:
    """The small repository, a document registered for one of its papers."""
    papers_file = scene.PAPERS + "  - {id: notes, title: Notes without claims}\n"
    folder = tmp_path_factory.mktemp("jekyll")
    found, _ = scene.surveyed(scene.write(folder, {"catalogue/papers.yaml": papers_file}))
    made = site_input(found, "")
    catalogue = made.report.catalogue
    document = Preregistration("plan.pdf", "ab" * 32, "2026-02-01")
    papers = (replace(catalogue.papers[0], preregistrations=(document,)), *catalogue.papers[1:])
    return replace(
        made,
        commit="0123456789abcdef0123456789abcdef01234567",
        prefixes={"demo": "lean"},
        report=replace(made.report, catalogue=replace(catalogue, papers=papers)),
    )


def _site(folder: Path, config: str = CONFIG) -> Path:
    for path, text in {"_config.yml": config, **LAYOUTS, **PAGES}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def _data(folder: Path, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / f"_data/leancat/{name}.json").read_text("utf-8"))
    return loaded


def _files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


# --- what is written ------------------------------------------------------------------------------


def test_data_for_papers_families_and_all(given: SiteInput, tmp_path: Path) -> None:
    feed(given, _site(tmp_path))
    totals = _data(tmp_path, "totals")
    assert (totals["covered"], totals["total"], totals["retracted"]) == (3, 5, 1)
    turns = _data(tmp_path, "papers")["turns"]
    assert (turns["covered"], turns["total"], turns["percent"], turns["gaps"]) == (2, 4, 50, 2)
    assert turns["claims"] == ["turn.keep", "turn.twice", "turn.open", "turn.later"]
    assert turns["url"] == "https://example.org/proofs/paper/turns.html"
    assert _data(tmp_path, "families")["sign"]["covered"] == 1
    assert _data(tmp_path, "entries")["ada2026turns"] == "turns"
    claim = _data(tmp_path, "claims")["turn.keep"]
    assert claim["theorems"] == [
        {
            "name": "Turn.keep",
            "standing": "clean",
            "path": "Demo/Turn.lean",
            "line": 6,
            "url": "https://example.org/repo/blob/0123456789abcdef0123456789abcdef01234567"
            "/lean/Demo/Turn.lean#L6",
            "axioms": [],
        }
    ]


def test_every_claim_has_a_page_with_front_matter(given: SiteInput, tmp_path: Path) -> None:
    feed(given, _site(tmp_path))
    pages = {p.name: p.read_text("utf-8") for p in (tmp_path / "_claims").iterdir()}
    assert sorted(pages) == [
        *("sign.flip.md", "turn.gone.md", "turn.keep.md", "turn.kept.md", "turn.later.md"),
        *("turn.open.md", "turn.twice.md"),
    ]
    front = yaml.safe_load(pages["turn.twice.md"].split("---\n")[1])
    assert front["title"] == "Two turns &lt;b&gt;keep&lt;/b&gt; it too"
    assert front["permalink"] == "/claims/turn.twice/"
    assert (front["family"], front["papers"], front["standing"]) == ("turn", ["turns"], "clean")
    assert yaml.safe_load(pages["turn.gone.md"].split("---\n")[1])["standing"] == "retracted"


def test_hostile_words_stay_data(tmp_path: Path) -> None:
    feed(replace(hostile(), hubs={}), _site(tmp_path))
    for file in (tmp_path / "_claims").iterdir():
        _, front, body = re.split(r"^---\n", file.read_text("utf-8"), maxsplit=2, flags=re.M)
        assert isinstance(yaml.safe_load(front), dict)
        assert re.fullmatch(r"\{% include leancat/(?:claim|moved)\.html %\}\n", body)
        assert "<" not in yaml.safe_load(front)["title"]


def test_a_second_time_nothing_is_written(given: SiteInput, tmp_path: Path) -> None:
    first = feed(given, _site(tmp_path))
    before = _files(tmp_path)
    assert feed(given, tmp_path) == Fed(0, first.new, 0, ())
    assert _files(tmp_path) == before


def test_pages_of_claims_that_went_are_removed(given: SiteInput, tmp_path: Path) -> None:
    feed(given, _site(tmp_path))
    (tmp_path / "_claims/mine.md").write_text("---\ntitle: mine\n---\n")
    fewer = replace(given.report, claims=given.report.claims[1:])
    assert feed(replace(given, report=fewer), tmp_path).gone == 1
    assert (tmp_path / "_claims/mine.md").exists()


# --- whose files ----------------------------------------------------------------------------------


def test_files_of_the_author_are_never_written_over(given: SiteInput, tmp_path: Path) -> None:
    _site(tmp_path)
    (tmp_path / "_claims").mkdir()
    (tmp_path / "_claims/turn.keep.md").write_text("mine")
    before = _files(tmp_path)
    with pytest.raises(UsageError, match=r"_claims/turn\.keep\.md.*is not leancat's"):
        feed(given, tmp_path)
    assert _files(tmp_path) == before


def test_a_hook_of_the_author_stays_and_is_told(given: SiteInput, tmp_path: Path) -> None:
    hook = _site(tmp_path) / "_includes/hook/bib.liquid"
    hook.parent.mkdir(parents=True)
    hook.write_text("{{ entry.honor }}")
    notes = feed(given, tmp_path).notes
    assert hook.read_text() == "{{ entry.honor }}"
    assert any("{% include leancat/bib.html %}" in note for note in notes)


def test_only_a_jekyll_site_is_fed(given: SiteInput, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no Jekyll site"):
        feed(given, tmp_path)
    assert _files(tmp_path) == {}


def test_a_link_leads_nowhere_outside(given: SiteInput, tmp_path: Path) -> None:
    site, outside = _site(tmp_path / "site"), tmp_path / "outside"
    outside.mkdir()
    (site / "_claims").symlink_to(outside)
    with pytest.raises(UsageError, match="symbolic link"):
        feed(given, site)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "config",
    [
        CONFIG,
        "collections: {claims: {output: true}}\n",
        "collections:\n  books:\n    output: true\n  claims: {output: true}\n",
    ],
)
def test_a_collection_that_is_there_is_seen(config: str, given: SiteInput, tmp_path: Path) -> None:
    assert feed(given, _site(tmp_path, config)).notes == ()


def test_a_collection_that_lacks_is_told(given: SiteInput, tmp_path: Path) -> None:
    notes = feed(given, _site(tmp_path, "title: x\n")).notes
    assert any("claims: {output: true}" in note for note in notes)


# --- the includes ---------------------------------------------------------------------------------

INCLUDES = ROOT / "indexer/jekyll/files"


def _includes() -> Iterator[tuple[str, str]]:
    for file in sorted(INCLUDES.rglob("*")):
        if file.is_file():
            yield file.name, file.read_text("utf-8")


def test_classes_are_prefixed_and_variables_too() -> None:
    for name, text in _includes():
        for classes in re.findall(r'class="([^"]*)"', text):
            bare = re.sub(r"\{\{.*?\}\}", "x", classes)
            assert all(c.startswith("leancat-") for c in bare.split()), f"{name}: {classes}"
        for variable in re.findall(r"\{%-? *(?:assign|capture|for) (\w+)", text):
            assert variable.startswith("leancat_"), f"{name}: {variable}"
        if name.endswith(".css"):
            assert re.findall(r"\.([a-z][\w-]*)(?=[\s,{:])", text)
            found = re.findall(r"(?<![\d\w])\.([a-z][\w-]*)", text)
            assert all(c.startswith("leancat-") for c in found)


def test_no_word_of_an_older_theme() -> None:
    """The v1 theme warns of Bootstrap's words in a site's includes."""
    old = r"data-(?:toggle|target|dismiss)|\b(?:jumbotron|input-group|form-\w+|modal|alert)\b"
    for name, text in _includes():
        assert not re.search(old, text), name


# --- the real Jekyll ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(given: SiteInput, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = _site(tmp_path_factory.mktemp("real"))
    feed(given, site)
    command = [
        shutil.which("jekyll") or "jekyll",
        "build",
        "--disable-disk-cache",
        "--strict_front_matter",
    ]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout + done.stderr
    return site / "_site"


def _page(built: Path, path: str) -> html.HtmlElement:
    return html.document_fromstring((built / path / "index.html").read_text("utf-8"))


@pytest.mark.jekyll
def test_jekyll_shows_the_coverage(built: Path) -> None:
    page = _page(built, "hub")
    (coverage,) = page.xpath('//span[@class="leancat-coverage"]')
    assert coverage.text_content().startswith("2/4 claims covered in Lean, 0 checked")
    badges = page.xpath('//*[@class="leancat-badge"]')
    assert [b.text_content() for b in badges] == ["Lean 43/5", "Lean 41/1"]
    assert page.xpath("//em/text()") == ["in all"]  # the page around is Markdown still
    assert page.xpath("//link/@href") == ["/ada/assets/leancat/leancat.css"]
    assert (built / "assets/leancat/leancat.css").exists()


@pytest.mark.jekyll
def test_jekyll_shows_the_claims_one_click_from_their_lines(built: Path) -> None:
    page = _page(built, "hub")
    rows = page.xpath('//table[@class="leancat-claims"]/tbody/tr')
    assert [row.xpath("string(td[1])") for row in rows] == [
        *("§1.1, Theorem 1", "§1.2, Theorem 2", "§2, Theorem 3", "§10, Remark")
    ]
    assert rows[0].xpath("td[2]/a/@href") == ["/ada/claims/turn.keep/"]
    assert rows[0].xpath("string(td[4]//a/@href)").endswith("/lean/Demo/Turn.lean#L6")
    assert rows[3].xpath("string(td[4])").strip() == "none yet"


@pytest.mark.jekyll
def test_jekyll_makes_a_page_of_each_claim(built: Path) -> None:
    page = _page(built, "claims/turn.keep")
    assert page.xpath("string(//h1)") == "A turn keeps its number"
    (statement,) = page.xpath('//div[@class="leancat-statement"]')
    assert statement.xpath(".//math")
    assert "{{ site.title }}" in statement.text_content()
    assert page.xpath('//ul[@class="leancat-theorems"]//a/@href')[0].endswith("Turn.lean#L6")
    twice = _page(built, "claims/turn.twice")
    assert twice.xpath("string(//h1)") == "Two turns <b>keep</b> it too"
    opened = _page(built, "claims/turn.open")
    assert opened.xpath("string(//h1)") == "A turn is {% raw %} open"
    assert "Blocked by a sorry. Its proof is a sorry." in opened.text_content()
    moved = _page(built, "claims/turn.kept")
    assert moved.xpath("//p[@class='leancat-moved']/a/@href") == ["/ada/claims/turn.keep/"]


@pytest.mark.jekyll
def test_jekyll_links_and_says_what_is_not_there(built: Path) -> None:
    page = _page(built, "hub")
    (first,) = page.xpath("//a[text()='the <first>']")
    assert first.get("href") == "/ada/claims/turn.keep/"
    unknown = [e.text_content() for e in page.xpath('//*[@class="leancat-unknown"]')]
    assert unknown == ["leancat knows no claim no<b>", "leancat knows no no<b>"]


@pytest.mark.jekyll
def test_jekyll_shows_gaps_and_documents(built: Path) -> None:
    page = _page(built, "hub")
    gaps = page.xpath('//div[@class="leancat-gaps"]')
    assert [g.xpath("string(.//strong)") for g in gaps] == [
        *("Needs real analysis.", "Blocked by a sorry.")
    ]
    assert gaps[1].xpath(".//a/@href") == ["/ada/claims/turn.open/"]
    assert page.xpath('string(//code[@class="leancat-hash"])') == "ab" * 32


@pytest.mark.jekyll
def test_jekyll_puts_the_coverage_into_the_bibliography(built: Path) -> None:
    page = _page(built, "publications")
    rows = {key: page.get_element_by_id(key) for key in ("ada2026turns", "other", "none", "notes")}
    assert rows["ada2026turns"].text_content().strip() == "2/4 claims covered in Lean 4"
    assert rows["ada2026turns"].xpath(".//a/@href") == [
        "https://example.org/proofs/paper/turns.html"
    ]
    assert rows["other"].text_content().strip() == "1/1 claims covered in Lean 4"
    assert rows["none"].text_content().strip() == ""
    assert rows["notes"].text_content().strip() == "", "0/0 says nothing"
