"""Markdown that claims and docstrings hold: rendered, and inert whatever it says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from indexer.site import prose
from tests.site.hostile import EVIL


def fragment(text: str) -> Any:
    return html.fragment_fromstring(str(prose.block(text)), create_parent="div")


def test_what_claims_use() -> None:
    made = fragment("A *b* **c** `d` $x < 1$.\n\n- one\n- two\n\n$$\\sum_i x_i$$\n")
    assert [e.tag for e in made.iter("em", "strong", "code", "li", "math")] == [
        *("em", "strong", "code", "math", "li", "li", "math")
    ]
    assert made.xpath("//div[@class='display']/math[@display='block']")


@pytest.mark.parametrize("text", ["costs $5 and $6", "a \\$x\\$ b", "a$b", "`$x$`", "$ x $"])
def test_dollars_that_are_no_formula(text: str) -> None:
    assert not fragment(text).xpath("//math")


def test_links_lead_to_the_web_only() -> None:
    text = "[a](https://a.example) [b](javascript:x) [c](data:text/html,x) [d](file:///x) [e](../x)"
    assert fragment(text).xpath("//a/@href") == ["https://a.example"]
    assert fragment(text).xpath("//a/@rel") == ["noopener noreferrer"]
    assert fragment("<javascript:x> <https://b.example>").xpath("//a/@href") == [
        "https://b.example"
    ]


def test_pictures_are_their_words() -> None:
    made = fragment("![the *plot*](https://a.example/x.png)")
    assert not made.xpath("//img")
    assert "the" in made.text_content()


def test_headings_do_not_disturb_the_page() -> None:
    made = fragment("# A\n\n## B\n\nC\n===\n")
    assert not made.xpath("//h1|//h2|//h3")
    assert made.xpath("//p[@class='heading']/strong/text()") == ["A", "B", "C"]


def test_plain_words_take_the_short_way_to_the_same_result() -> None:
    for words in ("Keys and values; scores (of a head).", "a, b: c", "It holds, “always”."):
        assert str(prose.block(words)) == prose.reader().render(words)
        assert str(prose.inline(words)) == prose.reader().renderInline(words)


def test_very_long_text_is_shown_as_it_is() -> None:
    made = str(prose.block("[" * 50_000))
    assert made == f"<pre>{'[' * 50_000}</pre>"


_ALLOWED = set(
    "div p em strong code pre a ul ol li blockquote hr br table thead tbody tr th td span".split()
)


def check_inert(made: str) -> None:
    tree: Any = html.fragment_fromstring(made, create_parent="div")
    for element in tree.iter():
        if element.getparent() is not None and element.tag != "math":
            inside = next((a for a in element.iterancestors("math")), None) is not None
            assert inside or element.tag in _ALLOWED, element.tag
        for name, value in element.attrib.items():
            assert name in ("class", "href", "rel", "title", "start", "style") or (
                element.tag.startswith("m")
            ), name
            if name == "style":
                assert value in ("text-align:left", "text-align:right", "text-align:center")
            if name == "href":
                assert not value or value.lower().startswith(("http:", "https:", "mailto:"))


def test_attacks_are_inert() -> None:
    check_inert(str(prose.block(EVIL)))
    check_inert(str(prose.inline(EVIL)))
    assert "<script" not in str(prose.block(EVIL))


_WORDS = (
    """<b> < > &lt; [a]( ) javascript:x https://a.b ![ ` $ $$ * # - | |-| <!-- --> <script> x ~~"""
)
_PIECES = st.sampled_from([*_WORDS.split(), "\n", "\n\n", " ", '"', "'", "\\"])


@given(st.lists(_PIECES, max_size=15).map("".join))
def test_whatever_it_says_it_is_inert(text: str) -> None:
    check_inert(str(prose.block(text)))
    check_inert(str(prose.inline(text)))
