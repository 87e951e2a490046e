"""Places in papers: whether a locator such as `§2.1, Theorem 1` is found in a hub."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import accumulate

_MATTER = re.compile(r"\A---\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_SKIPPED = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(
    r"^ {0,3}(?P<marks>#{1,6})[ \t]|<h(?P<level>[1-6])\b[^<>]*>", re.MULTILINE | re.IGNORECASE
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|i|mark|small|span|strong|sub|sup|u|var)\b[^<>]*>"
)
_TAG = re.compile(r"<[^<>]*>")
_MARKUP = re.compile(r"\[([^\]\[]*)\]\([^()\s]*\)|[*_`\\]")
_SPACE = re.compile(r"\s+")
_BREAK = re.compile(
    r"\n[ \t\r]*\n\s*|(?=</?(?:blockquote|dd|div|dt|h[1-6]|li|p|section|td|tr)\b)", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[,;]\s*")


@dataclass(frozen=True, slots=True)
class _Section:
    """Where a section stands in the plain words: its own text, and its end with all subsections."""

    start: int
    own: int
    end: int


class Sections:
    """The plain words and the sections of a Markdown or HTML page, in which places can be found."""

    def __init__(self, text: str) -> None:
        text = _SKIPPED.sub(" ", _MATTER.sub("", text))
        found = list(_HEADING.finditer(text))
        starts = [0, *(match.start() for match in found)]
        raw = [list(_paragraphs(part)) for part in _cut(text, starts)]
        plain = [list(map(_plain, pieces)) for pieces in raw]
        offsets = [0, *accumulate(sum(map(len, pieces)) for pieces in plain)]
        ends = _ends([0, *(int(m["level"] or len(m["marks"])) for m in found)])
        self.words = "".join(piece for pieces in plain for piece in pieces)
        self._breaks = [0, *accumulate(len(piece) for pieces in plain for piece in pieces)]
        self._raw = [piece for pieces in raw for piece in pieces]
        self._headings = frozenset(offsets[1:])  # what stands before the first has none
        self._sections = [
            _Section(offsets[i], offsets[i + 1], offsets[end]) for i, end in enumerate(ends)
        ]

    def holds(self, locator: str) -> bool:
        """Whether the first part of a locator is found, and the others after it in its section.

        Parts are divided by commas or semicolons.  `§2` is not found in `§2.1`, nor `Theorem 1` in
        `Theorem 12`.
        """
        return self._place(locator) is not None

    def paragraph(self, locator: str) -> str:
        """The paragraph in which the last part of a locator is found, as written but for blanks; of
        a heading with the paragraph below it.  "" where the locator is not found."""
        place = self._place(locator)
        if place is None:
            return ""
        at = bisect_right(self._breaks, place) - 1
        end = at + 1
        while end + 1 < len(self._breaks) and self._is_heading(at, end):
            end += 1
        return " ".join("".join(self._raw[at:end]).split())

    def _is_heading(self, at: int, end: int) -> bool:
        """Whether what stands from one break to another is a heading and nothing below it."""
        first = self._breaks[at]
        if first not in self._headings or self._breaks[end] in self._headings:
            return False
        return not self.words[self._breaks[at + 1] : self._breaks[end]].strip()

    def _place(self, locator: str) -> int | None:
        """Where the last part of a locator begins in the words; None where it is not found."""
        parts = [part for part in _PARTS.split(_plain(locator).strip()) if part]
        if not parts:
            return None
        first, *rest = map(_word, parts)
        for section in self._sections:
            match = first.search(self.words, section.start, section.own)
            if match:
                place = self._follow(rest, match, section.end)
                if place is not None:
                    return place
        return None

    def _follow(
        self, rest: Sequence[re.Pattern[str]], found: re.Match[str], end: int
    ) -> int | None:
        """Where the last of some parts begins that stand in this order before `end`."""
        for word in rest:
            match = word.search(self.words, found.end(), end)
            if match is None:
                return None
            found = match
        return found.start()


def _word(part: str) -> re.Pattern[str]:
    """A part of a locator as a word of its own: neither letters nor a further number join it."""
    before = r"(?<!\w)(?<!\w[.])" if part[0].isalnum() else ""
    after = r"(?!\w|[.]\d)" if part[-1].isalnum() else ""
    return re.compile(before + re.escape(part) + after, re.IGNORECASE)


def _plain(text: str) -> str:
    """Text without markup, its white space made one blank."""
    bare = _MARKUP.sub(lambda m: m[1] or "", _TAG.sub(" ", _INLINE.sub("", text)))
    return _SPACE.sub(" ", unescape(bare))


def _cut(text: str, starts: Sequence[int]) -> Iterator[str]:
    for number, start in enumerate(starts):
        yield text[start : starts[number + 1] if number + 1 < len(starts) else len(text)]


def _paragraphs(text: str) -> Iterator[str]:
    """A stretch of a page cut where a paragraph ends; all of it together is the stretch."""
    start = 0
    for match in _BREAK.finditer(text):
        if match.end() > start:
            yield text[start : match.end()]
            start = match.end()
    yield text[start:]


def _ends(levels: Sequence[int]) -> Sequence[int]:
    """For each section the number of the next one that is not inside it; the first is the page."""
    ends = [len(levels)] * len(levels)
    around: list[int] = []
    for number, level in enumerate(levels):
        while around and levels[around[-1]] >= level:
            ends[around.pop()] = number
        around.append(number)
    return ends
