"""`leancat hubs` and the rules of `leancat check` about hubs, from the command line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.base.errors import InputError, UsageError
from indexer.cli import cli
from tests.hubs import scene
from tests.repos import Repo


def _run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), standalone_mode=False, catch_exceptions=False)


def _hubs(catalogue: Path, *words: str) -> Result:
    return _run("hubs", "--catalogue", str(catalogue), "--no-cache", *words)


def _findings(catalogue: Path, *words: str) -> list[dict[str, Any]]:
    asked = ("check", "--catalogue", str(catalogue), "--no-cache", "--format", "json", *words)
    found = CliRunner().invoke(cli, list(asked), standalone_mode=False, catch_exceptions=False)
    rules = ("stated-number", "unmarked-number", "hub-link", "preregistration")
    return [f for f in json.loads(found.stdout)["findings"] if f["rule"] in rules]


def test_true_hubs_need_nothing(tmp_path: Path) -> None:
    done = _hubs(scene.write(tmp_path))
    assert (done.return_value, done.stdout) == (0, "3 hub pages: nothing to correct\n")


def test_a_mark_is_written_and_nothing_else(tmp_path: Path) -> None:
    text = b'\xef\xbb\xbf# T\r\n\r\nLean \xff <b data-leancat="coverage">0/4</b>'
    text += f"\r\n{scene.PLACES}".encode()
    catalogue = scene.write(tmp_path, {"catalogue/hubs/turns.md": text})
    file = tmp_path / "catalogue/hubs/turns.md"
    file.chmod(0o640)
    told = _hubs(catalogue)
    assert told.return_value == 1
    assert "hubs/turns.md:3:8: stated-number: the mark `coverage` says 0 and should say 2" in (
        told.stdout
    )
    assert file.read_bytes() == text
    done = _hubs(catalogue, "--write")
    assert done.return_value == 0
    assert done.stdout.startswith("wrote catalogue/hubs/turns.md: 1 mark\n")
    assert file.read_bytes() == text.replace(b"0/4", b"2/4")
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in file.parent.iterdir()) == ["turns.md"]


def test_a_number_without_a_mark_is_told_and_fails_nothing(tmp_path: Path) -> None:
    catalogue = scene.write(tmp_path, {"README.md": "Lean 4 coverage across 9/9 claims.\n"})
    done = _hubs(catalogue, "--write")
    assert done.return_value == 0
    assert "README.md:1:24: unmarked-number: “9/9 claims” stands in no mark" in done.stdout
    check = _run("check", "--catalogue", str(catalogue), "--no-cache", "--report-only")
    assert "unmarked-number" in check.stdout
    (finding,) = _findings(catalogue)
    assert (finding["rule"], finding["level"]) == ("unmarked-number", "warning")


def test_marks_are_put_around_numbers(tmp_path: Path) -> None:
    text = "Coverage across 9/9 claims, 74 theorems and zero sorries; `3 claims`.\n"
    catalogue = scene.write(tmp_path, {"README.md": text})
    done = _hubs(catalogue, "--mark", "--write")
    assert done.return_value == 0
    assert done.stdout.startswith("marked README.md: 3 numbers\nwrote README.md: 3 marks\n")
    assert (tmp_path / "README.md").read_text() == (
        'Coverage across <span data-leancat="coverage">3/5</span> claims, '
        '<span data-leancat="theorems">3</span> theorems and '
        '<span data-leancat="sorries">one</span> sorries; `3 claims`.\n'
    )
    assert _hubs(catalogue).stdout == "3 hub pages: nothing to correct\n"


def test_pages_elsewhere_can_be_given(tmp_path: Path) -> None:
    catalogue = scene.write(tmp_path / "repository")
    file = tmp_path / "site" / "page.html"
    file.parent.mkdir()
    file.write_text("<b data-leancat=coverage>0/0</b>")
    assert _hubs(catalogue, "--write", "--paper", "signs", str(file)).return_value == 0
    assert file.read_text() == "<b data-leancat=coverage>1/1</b>"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--paper", "sings", "page.html"), "there is no paper sings"),
        (("nowhere.html",), "cannot be read"),
        (("page.txt",), "neither Markdown nor HTML"),
        (("wide.html",), "is not UTF-8"),
    ],
)
def test_what_cannot_be_done_is_said(
    words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = scene.write(
        tmp_path, {"page.txt": "x", "page.html": "x", "wide.html": "x".encode("utf-16")}
    )
    monkeypatch.chdir(tmp_path)
    with pytest.raises((InputError, UsageError), match=says):
        _hubs(catalogue, *words)


def test_the_check_finds_what_is_no_longer_true(tmp_path: Path) -> None:
    catalogue = scene.write(tmp_path)
    assert _findings(catalogue) == []
    turn = tmp_path / "lean/Demo/Turn.lean"
    turn.write_text(
        turn.read_text().replace("turn (turn n) = n := rfl", "turn (turn n) = n := sorry")
    )
    found = _findings(catalogue)
    assert [(f["rule"], f["path"], f["line"], f["state"]) for f in found] == [
        ("stated-number", "README.md", 3, "new"),
        ("stated-number", "catalogue/hubs/turns.md", 5, "new"),
    ]


def test_links_and_missing_hubs_are_found(tmp_path: Path) -> None:
    link = "[x](claim:turn.no)\n"
    catalogue = scene.write(tmp_path, {"catalogue/hubs/turns.md": link, "docs/signs.html": None})
    found = {(f["rule"], f["path"]) for f in _findings(catalogue)}
    assert found == {("hub-link", "catalogue/hubs/turns.md"), ("hub-link", "docs/signs.html")}


def test_what_the_base_had_is_known(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    first = "Lean covers <b data-leancat=claims>9</b> claims.\n"
    catalogue = scene.write(tmp_path, {"README.md": first})
    repo.commit()
    assert [f["state"] for f in _findings(catalogue)] == ["new"]
    more = f"New words.\n\n{first}And <b data-leancat=covered>7</b>.\n"
    (tmp_path / "README.md").write_text(more)
    states = {f["line"]: f["state"] for f in _findings(catalogue, "--base", "HEAD")}
    assert states == {3: "known", 4: "new"}


# --- documents fixed beforehand -------------------------------------------------------------------


def _registered(content: bytes) -> dict[str, str]:
    digest = hashlib.sha256(content).hexdigest()
    entry = f"preregistrations: [{{path: plan.txt, sha256: {digest}, registered: 2026-02-01}}]"
    return {
        "catalogue/papers.yaml": f"{scene.PAPERS}    {entry}\n".replace(
            "  - {id: signs, title: On Signs, hub: ../docs/signs.html}",
            "  - id: signs\n    title: On Signs\n    hub: ../docs/signs.html",
        ),
        "catalogue/claims/sign.yaml": f"{scene.SIGNS}    {entry}\n",
    }


def test_a_registered_document_as_it_was(tmp_path: Path) -> None:
    files = {**_registered(b"plan\n"), "catalogue/plan.txt": "plan\n"}
    assert _findings(scene.write(tmp_path, files)) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [("plan", "is not what was registered: its SHA-256 is "), (None, "plan.txt is not there")],
)
def test_a_changed_or_missing_document_is_found(
    content: str | None, says: str, tmp_path: Path
) -> None:
    files = {**_registered(b"plan\n"), "catalogue/plan.txt": content}
    found = _findings(scene.write(tmp_path, files))
    assert [f["rule"] for f in found] == ["preregistration", "preregistration"]
    assert all(says in f["message"] for f in found)
    places = {(f["path"], f["line"], tuple(f["claims"])) for f in found}
    assert places == {
        ("catalogue/papers.yaml", 7, ()),
        ("catalogue/claims/sign.yaml", 3, ("sign.flip",)),
    }


def test_the_hub_shows_the_hash(tmp_path: Path) -> None:
    mark = "<!-- leancat: documents --><!-- /leancat -->\n<p>§1</p>\n"
    files = {
        **_registered(b"plan\n"),
        "catalogue/plan.txt": "plan\n",
        "docs/signs.html": mark,
    }
    assert _hubs(scene.write(tmp_path, files), "--write").return_value == 0
    written = (tmp_path / "docs/signs.html").read_text()
    assert hashlib.sha256(b"plan\n").hexdigest() in written
    assert "registered 2026-02-01" in written


# --- on the site ----------------------------------------------------------------------------------


def _built(tmp_path: Path, text: str) -> str:
    catalogue = scene.write(tmp_path, {"catalogue/hubs/turns.md": text})
    out = tmp_path / "_site"
    _run("build", "--catalogue", str(catalogue), "--no-cache", "--verify", "--out", str(out))
    return (out / "paper/turns.html").read_text("utf-8")


def test_the_site_shows_the_hub_with_true_numbers(tmp_path: Path) -> None:
    shown = _built(tmp_path, "## Head\n\n<b data-leancat=coverage>0/0</b> of $n$.\n")
    assert "<h2>Head</h2>" in shown
    assert "<p>2/4 of <math" in shown


def test_links_of_the_hub_lead_to_pages(tmp_path: Path) -> None:
    shown = _built(
        tmp_path,
        "[a](claim:turn.keep) [b](line:Turn.keep) [c](decl:Turn.turn) [d](signs.html)\n"
        "[e](claim:no.such) [f](../no.html) <a href='claim:turn.kept'>*g*</a>\n",
    )
    assert '<a href="../claim/turn.keep.html">a</a>' in shown
    assert '<a href="../source/demo/Demo.Turn.html#L6">b</a>' in shown
    assert '<a href="../decl/demo/Turn.turn.html">c</a>' in shown
    assert '<a href="signs.html">d</a>' in shown
    assert "<span>e</span>" in shown
    assert "<span>f</span>" in shown
    assert '<a href="../claim/turn.kept.html"><em>g</em></a>' in shown


def test_the_hub_is_inert(tmp_path: Path) -> None:
    shown = _built(
        tmp_path,
        "<script>evil()</script> <img src=x onerror=evil()> [x](javascript:evil())\n"
        "<b onclick=evil()>w</b>\n"
        "\ue0000\ue001\n\n<!-- leancat: gap-list --><!-- /leancat -->\n",
    )
    body = shown[shown.index('<article class="prose hub">') : shown.index("</article>")]
    assert "evil" not in body.replace("javascript:evil()", "")
    assert "<script" not in body
    assert 'href="javascript' not in body
    assert body.count("leancat-gaps") == 2
    assert "A turn is &#123;% raw %&#125; open" in body


def test_gaps_have_a_page_by_obstacle(tmp_path: Path) -> None:
    _built(tmp_path, "x\n")
    shown = (tmp_path / "_site/gaps.html").read_text("utf-8")
    assert shown.index("Needs real analysis") < shown.index("Blocked by a sorry")
    assert "Closing it takes a proof of that step." in shown
    assert 'href="claim/turn.open.html"' in shown
    assert "Its proof is a sorry." in shown
