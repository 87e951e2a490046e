"""Lean in colour: all of the text, line by line, and nothing but the text."""

from __future__ import annotations

import html as entities
import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from indexer.site import highlight
from indexer.site.addresses import parts_of
from tests.site.example import ROTATION


def plain(line: str) -> str:
    return entities.unescape(re.sub(r"<[^<>]*>", "", line))


_WORDS = """theorem sorry x /- -/ -- " ' « » <b> &amp; /-- s! { } λ `a 1.5 'a' := r# #"""
_LEAN = st.lists(st.sampled_from([*_WORDS.split(), " ", "\n", "\r\n"]), max_size=25).map("".join)


@given(_LEAN)
def test_the_text_of_the_lines_is_the_source(text: str) -> None:
    lines = highlight.lines(text)
    assert [plain(line) for line in lines] == [line.replace("\r", "") for line in text.split("\n")]


def test_kinds_of_words_have_their_classes() -> None:
    line = highlight.snippet('theorem t : Prop := by exact "s" -- c')
    assert '<span class="k">theorem</span> t' in line
    assert '<span class="t">Prop</span>' in line
    assert '<span class="s">"s"</span>' in line
    assert '<span class="c">-- c</span>' in line


def test_sorries_are_marked_where_they_stand() -> None:
    lines = highlight.lines("def sorry' := 1 -- sorry\nstop", holes=frozenset({(2, 0)}))
    assert "hole" not in lines[0]
    assert lines[1] == '<mark class="hole">stop</mark>'


def test_names_lead_where_the_callers_say() -> None:
    asked: list[tuple[str, int, int]] = []

    def link(word: str, line: int, column: int) -> str | None:
        asked.append((word, line, column))
        return 'a"b' if word == "foo" else None

    lines = highlight.lines("def foo :=\n  bar foo", link=link)
    assert asked == [("foo", 1, 4), ("bar", 2, 2), ("foo", 2, 6)]
    assert lines[1] == '  bar <a href="a&quot;b">foo</a>'


def test_an_element_never_runs_over_the_end_of_a_line() -> None:
    for line in highlight.lines("/- a\nb <c>\n-/ theorem"):
        html.fragment_fromstring(line, create_parent="div")
        assert line.count("<span") == line.count("</span>")


def test_parts_of_a_source_cover_it() -> None:
    assert parts_of(ROTATION) == (1,)
    assert parts_of("x\n" * 2500) == (1, 1001, 2001)
    assert parts_of("x" * 1000 + "\n") == (1,)
    wide = parts_of(("y" * 1500 + "\n") * 200)
    assert wide[0] == 1
    assert len(wide) == 3
    assert list(wide) == sorted(set(wide))
