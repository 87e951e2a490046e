"""Marks: what is filled, what is left alone to the byte, and what cannot be filled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.hubs.fill import Knowledge, filled
from indexer.hubs.marks import applied, edits, find_marks
from indexer.hubs.markup import pieces
from indexer.hubs.pages import encoded, hub_of
from tests.folders import FIXTURES
from tests.golden import Golden
from tests.hubs.scene import page

PAGES = FIXTURES / "hubs"
NAMES = ("unusual.html", "theme.md")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


def _fill(text: str, known: Knowledge, path: str = "docs/p.html", paper: str | None = None) -> str:
    return filled(page(text, path, paper), known).text


def _flaws(text: str, known: Knowledge) -> list[str]:
    return [flaw.message for flaw in filled(page(text), known).flaws]


# --- whole pages, before and after ----------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_page_before_and_after(name: str, known: Knowledge, golden: Golden) -> None:
    hub = hub_of(f"docs/{name}", (PAGES / name).read_bytes(), "turns")
    full = filled(hub, known)
    golden.check(name, full.text)
    flaws = "".join(f"{hub.text[f.offset :][:30]!r}: {f.message} ({f.hint})\n" for f in full.flaws)
    golden.check(f"{name}.flaws.txt", flaws)


@pytest.mark.parametrize("name", NAMES)
def test_line_endings_and_byte_order_marks_stay(name: str, known: Knowledge) -> None:
    plain = (PAGES / name).read_bytes()
    other = b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")
    after = encoded(filled(hub_of(f"docs/{name}", plain, "turns"), known).text)
    expected = b"\xef\xbb\xbf" + after.replace(b"\n", b"\r\n")
    assert encoded(filled(hub_of(f"docs/{name}", other, "turns"), known).text) == expected


@pytest.mark.parametrize("name", NAMES)
def test_filling_twice_is_filling_once(name: str, known: Knowledge) -> None:
    once = filled(hub_of(f"docs/{name}", (PAGES / name).read_bytes(), "turns"), known).text
    assert filled(hub_of(f"docs/{name}", encoded(once), "turns"), known).edits == ()


def test_bytes_that_are_no_utf8_come_out_as_they_were(known: Knowledge) -> None:
    page_bytes = b'caf\xe9 <b data-leancat="coverage">0/0</b> \xff\xfe'
    after = encoded(filled(page(page_bytes), known).text)
    assert after == page_bytes.replace(b"0/0", b"3/5")


@given(before=TEXTS, after=TEXTS)
def test_no_byte_outside_of_a_mark_is_touched(known: Knowledge, before: str, after: str) -> None:
    hub = page(before + "<b data-leancat=coverage>0/0</b>" + after)
    full = filled(hub, known)
    kept = hub.text
    for edit in sorted(full.edits, key=lambda edit: -edit.start):
        mark = edit.mark
        assert mark.start <= edit.start <= edit.end <= mark.end
        kept = kept[: edit.start] + edit.text + kept[edit.end :]
    assert kept == full.text


# --- numerals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("coverage", "0/0", "3/5"),
        ("coverage", "", "3/5"),
        ("coverage", "soon", "3/5"),
        ("coverage", "0 of 0", "3 of 5"),
        ("coverage", "only <b>0</b> of our 0 claims", "only <b>3</b> of our 5 claims"),
        ("coverage", "0&#160;/&#160;0", "3&#160;/&#160;5"),
        ("coverage", " 3 / 5 ", " 3 / 5 "),
        ("coverage", "three of five", "three of five"),
        ("coverage", "twenty-one of one hundred and sixty-one", "three of five"),
        ("coverage", "Two of Six", "Three of Five"),
        ("covered paper:turns", "9", "2"),
        ("gaps", "no", "two"),
        ("percent", "10 %", "60 %"),
        ("percent", "", "60 %"),
        ("percent", "59.9 %", "60 %"),
        ("sorries family:sign", "1", "1"),
        ("sorry", "three", "one"),
        ("claims at:§1 paper:turns", "0", "2"),
        ("claims at:§10", "0", "1"),
        ("theorems project:demo", "1,000", "3"),
        ("retracted", "No", "One"),
        ("standing claim:turn.kept", "?", "clean"),
        ("toolchain project:demo", "", "leanprover/lean4:v4.28.0"),
    ],
)
def test_a_mark_is_filled(words: str, before: str, after: str, known: Knowledge) -> None:
    page_before = f'<p>x <i data-leancat="{words}">{before}</i> 0/0</p>'
    assert _fill(page_before, known) == f'<p>x <i data-leancat="{words}">{after}</i> 0/0</p>'


@pytest.mark.parametrize(
    ("written", "number", "after"),
    [
        ("1,234", 1235, "1,235"),
        ("1\u202f234", 12345, "12\u202f345"),
        ("1,234", 12, "12"),
        ("999", 1000, "1000"),
        ("twelve", 13, "13"),
        ("Zero", 3, "Three"),
        ("seventy-four", 75, "seventy-five"),
        ("One hundred and fifty-two", 155, "155"),
        ("twenty", 7, "seven"),
    ],
)
def test_numbers_keep_their_manner(written: str, number: int, after: str) -> None:
    from indexer.hubs.wording import like

    assert like(written, number) == after


def test_a_hub_speaks_of_its_own_paper(known: Knowledge) -> None:
    text = "<b data-leancat=coverage>0/0</b>"
    assert "2/4" in _fill(text, known, paper="turns")
    assert "1/1" in _fill(text, known, paper="signs")
    assert "3/5" in _fill(text, known)
    assert "3/5" in _fill(text.replace("=coverage", '="coverage all"'), known, paper="turns")


def test_a_block_takes_the_line_endings_of_its_page(known: Knowledge) -> None:
    after = _fill("<p>\r\n<!-- leancat: table paper:signs --><!-- /leancat -->\r\n", known)
    assert "\n" not in after.replace("\r\n", "")
    assert "Sign.flip" in after


def test_text_in_a_block_is_inert(known: Knowledge) -> None:
    after = _fill("<!-- leancat: table --><!-- /leancat -->", known)
    assert "Two turns &lt;b&gt;keep&lt;/b&gt; it too" in after
    assert "{%" not in after
    assert "{{" not in after


# --- links ----------------------------------------------------------------------------------------


def test_a_link_is_kept_right(known: Knowledge) -> None:
    after = _fill("<a href='' data-leancat='link claim:turn.keep'>x</a>", known)
    assert "href='https://example.org/proofs/claim/turn.keep.html'" in after
    after = _fill('<a data-leancat="link line:Turn.twice" href="old?a&amp;b">x</a>', known)
    assert 'href="https://example.org/proofs/source/demo/Demo.Turn.html#L8"' in after


def test_on_a_page_of_the_site_the_scheme_is_the_address(known: Knowledge) -> None:
    text = '<a data-leancat="link claim:turn.keep" href="">x</a>'
    assert 'href="claim:turn.keep"' in _fill(text, known, "catalogue/hubs/turns.md", "turns")


# --- what cannot be filled ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<b data-leancat=coverag>0/0</b>", "`coverag` is no figure"),
        ('<b data-leancat="coverage paper:turn">0/0</b>', "there is no paper `turn`"),
        ('<b data-leancat="coverage turns">0/0</b>', "`turns` is no scope"),
        ("<b data-leancat=''>0/0</b>", "a mark that asks for nothing"),
        ("<b data-leancat=coverage>0/0", "the marked <b> has no end tag"),
        ("<!-- leancat: coverage -->0/0", "a mark without an end"),
        ("<!-- leancat: coverage --><!-- leancat: claims -->0<!-- /leancat -->", "without an end"),
        ("<hr data-leancat=coverage>", "<hr> has no content to fill"),
        ("<b data-leancat=claims>1 2</b>", "one number belongs into the mark `claims`"),
        ("<b data-leancat=claims>{{ x }}</b>", "a mark around a template"),
        ("<i><b data-leancat=claims>1</i></b>", "begins in one element and ends in another"),
        ("<a data-leancat='link claim:turn.keep'>x</a>", "the marked <a> has no href to fill"),
        ("<a href='' data-leancat='link claim:turn.kep'>x</a>", "there is no claim turn.kep"),
        ("<a href='' data-leancat='link decl:Turn.kep'>x</a>", "there is no declaration Turn.kep"),
        ("<a href='' data-leancat='link'>x</a>", "a link without a place to lead to"),
        ("<div data-leancat=table><b data-leancat=claims>1</b></div>", "a mark inside another"),
    ],
)
def test_what_cannot_be_filled_is_told_and_left(text: str, says: str, known: Knowledge) -> None:
    assert any(says in message for message in _flaws(text, known))
    if "inside" not in says and "another mark" not in says and "leancat: claims" not in text:
        assert _fill(text, known) == text


def test_a_mistake_comes_with_what_was_meant(known: Knowledge) -> None:
    (flaw,) = filled(page("<b data-leancat=coverag>0/0</b>"), known).flaws
    assert flaw.hint == "did you mean coverage?"


def test_ignored_places_are_not_filled(known: Knowledge) -> None:
    text = "<b data-leancat=ignore>0/0</b><!-- leancat: ignore -->0/0<!-- /leancat -->"
    assert _fill(text, known) == text


def test_edits_are_written_in_order() -> None:
    text = "<b data-leancat=a>1</b><b data-leancat=b>2</b>"
    found = pieces(text)
    marks, _ = find_marks(text, found)
    from indexer.hubs.marks import Answer

    made, _ = edits(text, found, marks, lambda _: Answer("10", (10,)))
    assert applied(text, made[::-1]) == text.replace(">1<", ">10<").replace(">2<", ">10<")
