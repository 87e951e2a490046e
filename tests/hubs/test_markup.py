"""Pages in pieces: nothing is lost, tags end where browsers end them, code is no markup."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.hubs.markup import Kind, partners, pieces

SCRAPS = st.lists(
    st.sampled_from(
        [
            *("<", ">", "/", "=", '"', "'", "`", "```", "~~~", "{{", "}}", "{%", "%}", "\\", "&"),
            *("<!--", "-->", "<b>", "</b>", "<a href=x>", "<script>", "</script>", "---\n"),
            *("\n", "\r\n", "\n\n", "    ", "\t", "- ", "\ufeff", "é", "\udc80", "x", "{% raw %}"),
        ]
    ),
    max_size=40,
).map("".join)


def _kinds(text: str, *, markdown: bool = False) -> list[tuple[str, str]]:
    return [(str(p.kind), text[p.start : p.end]) for p in pieces(text, markdown=markdown)]


@given(text=SCRAPS, markdown=st.booleans())
def test_pieces_joined_are_the_page(text: str, markdown: bool) -> None:
    found = pieces(text, markdown=markdown)
    assert "".join(text[p.start : p.end] for p in found) == text
    assert all(p.start < p.end for p in found)
    assert all(a.end == b.start for a, b in pairwise(found))


@given(text=SCRAPS, markdown=st.booleans())
def test_attributes_stand_where_they_say(text: str, markdown: bool) -> None:
    for piece in pieces(text, markdown=markdown):
        for attribute in piece.attributes:
            if attribute.start >= 0 and "&" not in attribute.value:
                assert text[attribute.start : attribute.end] == attribute.value
                assert piece.start < attribute.start <= attribute.end < piece.end


@given(text=SCRAPS)
def test_partners_are_of_one_name(text: str) -> None:
    found = pieces(text)
    for one, other in partners(found).items():
        assert found[one].name == found[other].name
        assert partners(found)[other] == one


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("<P CLASS=a>", "<P CLASS=a>"),
        ('<a title="a > b" x>y', '<a title="a > b" x>'),
        ("<a title='>'>y", "<a title='>'>"),
        ("<a\n  href = 'x'\n>y", "<a\n  href = 'x'\n>"),
        ("<br/>x", "<br/>"),
        ('<div {% if x > 1 %}class="a"{% endif %}>', '<div {% if x > 1 %}class="a"{% endif %}>'),
        ("<a href={{ x }}>y", "<a href={{ x }}>"),
    ],
)
def test_a_tag_ends_where_it_ends(text: str, tag: str) -> None:
    assert _kinds(text)[0] == ("open", tag)


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("<script>if (a<b) '</b>'</script>x", "if (a<b) '</b>'"),
        ("<style>a>b{}</STYLE>x", "a>b{}"),
        ("<!DOCTYPE html>x", "<!DOCTYPE html>"),
        ("{% comment %}<b>{% endcomment %}x", "{% comment %}<b>{% endcomment %}"),
        ("{{ '<b>' }}x", "{{ '<b>' }}"),
        ("{% raw %}{{ <b> }}{% endraw %}x", "{% raw %}{{ <b> }}{% endraw %}"),
        ("<a href", "<a href"),
    ],
)
def test_what_is_never_shown(text: str, raw: str) -> None:
    assert ("raw", raw) in _kinds(text)


def test_comments_end_as_the_standard_says() -> None:
    assert _kinds("<!-->x")[0] == ("comment", "<!-->")
    assert _kinds("<!-- a > -- b -->x")[0] == ("comment", "<!-- a > -- b -->")
    assert _kinds("<!-- never") == [("comment", "<!-- never")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a `<b>` c", "`<b>`"),
        ("a ``<b> ` x`` c", "``<b> ` x``"),
        ("```html\n<b>\n```\nx", "```html\n<b>\n```"),
        ("~~~~\n<b>\n~~~\n~~~~\nx", "~~~~\n<b>\n~~~\n~~~~"),
        ("> ```\n> <b>\n> ```\nx", "> ```\n> <b>\n> ```"),
        ("a\n\n    <b>\n    <i>\n\nx", "    <b>\n    <i>\n"),
        ("```\n<b> never closed", "```\n<b> never closed"),
    ],
)
def test_code_in_markdown_is_no_markup(text: str, code: str) -> None:
    assert ("code", code) in _kinds(text, markdown=True)
    assert not any(kind == "open" for kind, _ in _kinds(text, markdown=True))


@pytest.mark.parametrize(
    "text",
    ["- a\n\n    <b>x</b>\n", "a ` <b>x</b>\n\n` y", "a\n    <b>x</b>\n", r"\`<b>x</b>`"],
)
def test_what_is_no_code(text: str) -> None:
    assert any(kind == "open" for kind, _ in _kinds(text, markdown=True))


def test_a_less_than_sign_in_markdown_takes_nothing_along() -> None:
    text = "if a <b and c\n\n<i>x</i> <https://a.b/?c> \\<no>"
    kinds = _kinds(text, markdown=True)
    assert [t for k, t in kinds if k in ("open", "close")] == ["<i>", "</i>"]


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter(start: str, newline: str) -> None:
    front = f"{start}---{newline}title: <b>{newline}---{newline}"
    assert _kinds(f"{front}x", markdown=True)[0] == (str(Kind.FRONT), front)
    assert _kinds(f"{front}x")[0] == (str(Kind.FRONT), front)
