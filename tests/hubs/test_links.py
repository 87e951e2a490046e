"""Links from hubs: to claims, declarations and lines; which are broken, and which are not ours."""

from __future__ import annotations

import pytest

from indexer.hubs.audit import page_faults
from indexer.hubs.fill import Knowledge
from tests.hubs.scene import page

SITE = "https://example.org/proofs"
REPO = "https://example.org/repo/blob"
HUB = "catalogue/hubs/turns.md"


def _broken(
    target: str, known: Knowledge, words: str = "x", path: str = "docs/p.html", paper: str = ""
) -> str:
    text = f'<a href="{target}">{words}</a>'
    faults = page_faults(page(text, path, paper or None), known)
    return "\n".join(f"{fault.rule}: {fault.message} ({fault.hint})" for fault in faults)


@pytest.mark.parametrize(
    "target",
    [
        f"{SITE}/claim/turn.keep.html",
        f"{SITE}/claim/turn.kept.html",
        f"{SITE}/claim/turn.gone.html",
        f"{SITE}/decl/demo/Turn.keep.html",
        f"{SITE}/source/demo/Demo.Turn.html#L6",
        f"{SITE}/data/coverage.json",
        f"{REPO}/main/lean/Demo/Turn.lean#L6",
        f"{REPO}/main/lean/Demo/Turn.lean",
        f"{REPO}/0123abc/lean/Demo/Gone.lean#L999",
        "../lean/Demo/Turn.lean#L6",
        "https://example.org/elsewhere",
        "#here",
        "/about/",
        "mailto:a@example.org",
        "picture.png",
        "{{ site.url }}/x",
    ],
)
def test_links_that_hold_or_are_not_ours(target: str, known: Knowledge) -> None:
    assert _broken(target, known) == ""


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (f"{SITE}/claim/turn.kep.html", "no page claim/turn.kep.html (did you mean claim/turn."),
        (f"{SITE}/decl/demo/Turn.gone.html", "the site has no page decl/demo/Turn.gone.html"),
        (f"{SITE}/source/demo/Demo.Turn.html#L99", "Demo/Turn.lean has no line 99 (it has 12)"),
        (f"{REPO}/main/lean/Demo/Gone.lean#L6", "no project has a file lean/Demo/Gone.lean"),
        (f"{REPO}/main/lean/Demo/Turn.lean#L99", "has no line 99"),
        ("../lean/Demo/Gone.lean", "no project has a file lean/Demo/Gone.lean"),
        ("claim:turn.keep", "only on pages of the site"),
    ],
)
def test_broken_links(target: str, says: str, known: Knowledge) -> None:
    assert says in _broken(target, known)
    assert _broken(target, known).startswith("hub-link: ")


def test_the_line_is_that_of_the_declaration_that_the_link_names(known: Knowledge) -> None:
    target = f"{REPO}/main/lean/Demo/Turn.lean#L6"
    assert _broken(target, known, "<code>Turn.keep</code>") == ""
    assert "Turn.twice is not at line 6 (it is at line 8)" in _broken(target, known, "Turn.twice")


@pytest.mark.parametrize(
    "target",
    [
        *("claim:turn.keep", "claim:turn.kept", "claim:turn.gone", "decl:Turn.keep"),
        *("line:demo:Turn.keep", "../claim/turn.keep.html", "../source/demo/Demo.Turn.html#L6"),
    ],
)
def test_links_of_a_page_that_the_site_shows(target: str, known: Knowledge) -> None:
    assert _broken(target, known, path=HUB, paper="turns") == ""


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("claim:turn.kep", "there is no claim turn.kep (did you mean turn.keep?)"),
        ("decl:Turn.kep", "there is no declaration Turn.kep (did you mean Turn.keep?)"),
        ("line:other:Turn.keep", "there is no declaration other:Turn.keep"),
        ("../claim/turn.no.html", "the site has no page claim/turn.no.html"),
    ],
)
def test_broken_links_of_such_a_page(target: str, says: str, known: Knowledge) -> None:
    assert says in _broken(target, known, path=HUB, paper="turns")


@pytest.mark.parametrize(
    "text",
    [
        "[a](claim:no.such)",
        '[**a** `b`](claim:no.such "title")',
        "[a][b]\n\n[b]: claim:no.such",
        "<claim:no.such>",
        "![a](a.png) [a](claim:no.such)",
    ],
)
def test_every_way_to_write_a_link_in_markdown(text: str, known: Knowledge) -> None:
    (fault,) = page_faults(page(text, HUB, "turns"), known)
    assert fault.rule == "hub-link"


def test_no_link_in_code_or_of_a_picture(known: Knowledge) -> None:
    text = "`[a](claim:no.such)` ![a](claim:no.such)"
    assert page_faults(page(text, HUB, "turns"), known) == ()
