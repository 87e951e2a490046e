"""The site as a whole: it says what the report says, and is replaced whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from markupsafe import Markup

from indexer.base.errors import InputError, UsageError
from indexer.base.writing import Folder
from indexer.judge.records import Assumption, Standing
from indexer.site import render
from indexer.site.facts import SiteInput, facts_of
from indexer.site.render import build_site
from indexer.site.staging import MARKER, Staging
from indexer.site.urls import urls_of
from indexer.site.views import assumed, linked
from tests.site.example import CLAIMS, example, source


@pytest.fixture(scope="module")
def given() -> SiteInput:
    return example()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, given: SiteInput) -> Path:
    out = tmp_path_factory.mktemp("site") / "_site"
    build_site(given, out)
    return out


def page(file: Path) -> Any:
    """A page to ask questions of (untyped: an xpath may answer anything)."""
    return html.fromstring(file.read_bytes())


def text(file: Path) -> str:
    """The words of a page, as a reader sees them."""
    return " ".join(page(file).find("body").text_content().split())


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- the numbers ----------------------------------------------------------------------------------


def _of_standing(standing: Standing) -> list[str]:
    return [claim for claim, (made, *_) in CLAIMS.items() if made is standing]


def test_coverage_json_has_the_shape_of_the_contract(site: Path, given: SiteInput) -> None:
    data = json.loads((site / "data/coverage.json").read_text())
    assert (data["schema"], data["covered"], data["checked"], data["total"]) == (1, 2, 1, 10)
    assert data["families"] == {
        "rope": {"covered": 2, "checked": 1, "total": 6},
        "sign": {"covered": 0, "checked": 0, "total": 4},
    }
    assert data["papers"] == {"paper-a": {"covered": 2, "checked": 1, "total": 10}}
    assert data["standings"] == {str(s): len(_of_standing(s)) for s in Standing}
    assert [c["id"] for c in data["claims"]] == list(CLAIMS)
    tainted = next(c for c in data["claims"] if c["id"] == "rope.tainted")
    assert tainted["standing"] == "tainted"
    assert tainted["family"] == "rope"
    assert tainted["papers"] == ["paper-a"]
    (backing,) = tainted["backing"]
    assert backing["decl"] == "Rope.tainted"
    assert (backing["path"], backing["line"]) == ("lean/demo/Demo/Rotation.lean", 15)
    assert backing["standing"] == "tainted"
    assert backing["axioms"] == []
    assert [step["name"] for step in backing["witness"]] == ["Rope.tainted", "Rope.hole"]


def test_home_shows_the_numbers_of_the_report(site: Path) -> None:
    words = text(site / "index.html")
    assert "2/10 claims covered · 20 %" in words
    assert "1 checked by the compiler" in words
    shown = page(site / "index.html")
    bars = {
        li.xpath("string(.//a)").strip(): li.xpath("string(.//*[@class='count'])")
        for li in shown.xpath("//ul[@class='bars']/li")
    }
    assert bars == {str(s): str(len(_of_standing(s))) for s in Standing if _of_standing(s)}


def test_numbers_follow_the_report(tmp_path: Path, given: SiteInput) -> None:
    """Nothing is typed in: another report gives another headline, everywhere."""
    worse = replace(
        given.report,
        claims=given.report.claims[1:],
        covered=replace(given.report.covered, done=1, total=9),
        checked=0,
    )
    build_site(replace(given, report=worse), tmp_path / "s")
    assert "1/9 claims covered · 11 %" in text(tmp_path / "s/index.html")
    assert json.loads((tmp_path / "s/badges/coverage.json").read_text())["message"] == "1/9"
    assert ">1/9<" in (tmp_path / "s/badges/coverage.svg").read_text()


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_has_a_page_that_says_what_it_rests_on(site: Path, claim: str) -> None:
    standing, decl = CLAIMS[claim]
    words = text(site / f"claim/{claim}.html")
    assert f"{standing} because it is {standing}." in words
    assert "Everything breaks." in words
    if decl is not None:
        assert decl in words


def test_a_claim_page_shows_statement_theorem_line_axioms_and_witness(site: Path) -> None:
    shown = page(site / "claim/rope.tainted.html")
    assert shown.xpath("//math"), "the statement is rendered"
    lean = shown.xpath("//pre[contains(@class, 'lean')]")[0].text_content()
    assert lean == "theorem tainted : angle 0 = 0"
    assert shown.xpath("//a[@href='../source/demo/Demo.Rotation.html#L15']")
    assert [li.text_content() for li in shown.xpath("//ol[@class='way']/li")] == [
        "Rope.tainted",
        "Rope.hole",
    ]
    checked = text(site / "claim/rope.isometry.html")
    assert "propext by the kernel’s record" in checked
    assert "h : 0 < n hypothesis" in checked
    assert "Rope.angle the definitions its statement depends on" in checked


def test_a_missing_name_comes_with_suggestions(site: Path) -> None:
    shown = page(site / "claim/sign.missing.html")
    assert shown.xpath("//a[@href='../decl/demo/Rope.isometry.html']")
    assert "Gone.away" in shown.text_content()


def test_every_trouble_is_listed_with_the_claims_that_wait(site: Path) -> None:
    shown = page(site / "sorries.html")
    rows = {row.xpath("string(td[2])").strip(): row for row in shown.xpath("//tbody/tr")}
    assert set(rows) == {"Rope.hole", "Rope.magic is an axiom"}
    (fold,) = rows["Rope.hole"].xpath("td[4]/details")
    waiting = [" ".join(div.text_content().split()) for div in fold.xpath("div")]
    assert waiting == ["tainted rope.tainted", "sorry sign.sorry"]
    assert [row.xpath("string(td[3])") for row in rows.values()] == ["2", "1"], "most first"


def test_retracted_claims_are_listed_and_counted_nowhere(site: Path) -> None:
    assert "It was false." in text(site / "retracted.html")
    assert "sign.gone" not in (site / "claims.html").read_text()
    assert "retracted It was false." in text(site / "claim/sign.gone.html")


def test_an_alias_redirects(site: Path) -> None:
    shown = page(site / "claim/rope.old-name.html")
    (refresh,) = shown.xpath("//meta[@http-equiv='refresh']/@content")
    assert refresh == "0; url=../claim/rope.isometry.html"


# --- replaced whole or not at all -----------------------------------------------------------------


def test_two_builds_are_the_same_bytes(tmp_path: Path, site: Path) -> None:
    build_site(example(), tmp_path / "again")
    assert tree(tmp_path / "again") == tree(site)


def test_unchanged_pages_are_not_rewritten(tmp_path: Path, given: SiteInput) -> None:
    out = tmp_path / "_site"
    build_site(given, out)
    first = times(out)
    build_site(given, out)
    assert times(out) == first
    changed = replace(given, report=replace(given.report, claims=given.report.claims[:-1]))
    build_site(changed, out)
    third = times(out)
    assert first.keys() - third.keys() == {"claim/sign.nothing.html"}
    assert third["index.html"] > first["index.html"]
    assert third["modules.html"] == first["modules.html"]


def times(out: Path) -> dict[str, int]:
    """When each file of a site was written."""
    files = (p for p in out.rglob("*") if p.is_file() and p.name != MARKER)
    return {p.relative_to(out).as_posix(): p.stat().st_mtime_ns for p in files}


class Died(BaseException):
    """What a kill looks like from inside."""


@pytest.mark.parametrize("moment", [0, 1, 30, 62, 75, 83])
def test_the_old_site_stays_whole_when_the_build_dies_while_writing(
    tmp_path: Path, given: SiteInput, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "_site"
    build_site(given, out)
    before = tree(out)
    other = replace(given, commit="f" * 40)
    die_at(moment, monkeypatch, (Staging, "write"))
    with pytest.raises(Died):
        build_site(other, out)
    assert tree(out) == before
    monkeypatch.undo()
    build_site(other, out)
    assert tree(out) != before
    assert [p.name for p in tmp_path.iterdir()] == ["_site"], "what the dead build left is gone"


def die_at(step: int, monkeypatch: pytest.MonkeyPatch, *places: tuple[object, str]) -> None:
    """Let the process die just before the given call of any of the places."""
    calls = iter(range(1000))

    def dying(original: Callable[..., object]) -> Callable[..., object]:
        def act(*arguments: object) -> object:
            if next(calls) == step:
                raise Died
            return original(*arguments)

        return act

    for owner, name in places:
        monkeypatch.setattr(owner, name, dying(getattr(owner, name)))
    # a process that is killed cleans nothing up
    monkeypatch.setattr(Staging, "__exit__", lambda *_: None)


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.parametrize("step", range(3))
def test_the_old_site_stays_whole_when_the_build_dies_while_publishing(
    tmp_path: Path, given: SiteInput, exchange: bool, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without a system call that exchanges folders: at every moment a whole site is there,
    and where it has not its own name any more, the next build gives it back."""
    out = tmp_path / "_site"
    build_site(given, out)
    before = tree(out)
    if not exchange:
        monkeypatch.setattr(Folder, "exchange", lambda *_: False)
    die_at(step, monkeypatch, (Folder, "exchange"), (Folder, "rename"))
    with suppress(Died):
        build_site(replace(given, commit="f" * 40), out)
    monkeypatch.undo()
    with Staging(out):
        after = tree(out)
    assert after.keys() == before.keys()
    assert len({b"f" * 12 in page for name, page in after.items() if name == "index.html"}) == 1


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, given: SiteInput) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match="files that leancat did not write"):
        build_site(given, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_an_empty_folder_is_taken(tmp_path: Path, given: SiteInput) -> None:
    build_site(given, tmp_path / "a" / "b")
    (tmp_path / "empty").mkdir()
    build_site(given, tmp_path / "empty")
    assert (tmp_path / "empty" / MARKER).exists()


def test_a_file_in_the_way_is_one_clear_message(tmp_path: Path, given: SiteInput) -> None:
    (tmp_path / "site").write_text("")
    with pytest.raises(InputError, match="a file, not a folder"):
        build_site(given, tmp_path / "site")


def test_nothing_is_written_outside_the_output(tmp_path: Path) -> None:
    with Staging(tmp_path / "out") as made:
        for path in ("../x", "/etc/x", "a/../../x", "a\\..\\x"):
            with pytest.raises(ValueError, match="not a path inside"):
                made.write(path, b"")


def test_a_source_that_changed_since_the_scan_stops_the_build(
    tmp_path: Path, given: SiteInput
) -> None:
    (tmp_path / "p").mkdir()
    found = replace(
        given.index.projects[0],
        project=replace(given.index.projects[0].project, root=str(tmp_path / "p")),
    )
    on_disk = replace(given.index, projects=(found,))
    for module in found.modules:
        file = tmp_path / "p" / module.path
        file.parent.mkdir(exist_ok=True)
        file.write_text(source()("demo", module))
    read = render.disk_sources(on_disk)
    assert read("demo", found.modules[0]).startswith("/-! # Rotations")
    (tmp_path / "p" / found.modules[1].path).write_text("changed")
    with pytest.raises(InputError, match="changed while the site was built"):
        read("demo", found.modules[1])


def test_assumptions_read_as_people_write_them() -> None:
    given = [
        Assumption("instance", "[Field F]"),
        Assumption("instance", "[LE F]"),
        Assumption("hypothesis", "(h : ∀ i , ( f x ) . 1 i ≠ ( 2 : F ))"),
        Assumption("instance", "[LT F]"),
    ]
    shown = [(kind, [t.striptags() for t in texts]) for kind, texts in assumed(given)]
    assert shown == [
        ("instances", ["[Field F]", "[LE F]"]),
        ("hypothesis", ["(h : ∀ i, (f x).1 i ≠ (2 : F))"]),
        ("instance", ["[LT F]"]),
    ]


def test_names_in_reasons_lead_to_what_they_name() -> None:
    given = example()
    words = Markup(
        "By rope.tainted (Rope.hole), see <a href=x>rope.tainted</a>, no.such &lt;b&gt;."
    )
    made = linked(facts_of(given, urls_of(given.report, given.index)), words, "../")
    assert made == (
        'By <a href="../claim/rope.tainted.html">rope.tainted</a> '
        '(<a href="../decl/demo/Rope.hole.html">Rope.hole</a>), '
        "see <a href=x>rope.tainted</a>, no.such &lt;b&gt;."
    )
