"""Places in papers: whether a locator such as `§2.1, Theorem 1` is found in a hub."""

from __future__ import annotations

import re
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
        plain = [_plain(part) for part in _cut(text, starts)]
        offsets = [0, *accumulate(map(len, plain))]
        ends = _ends([0, *(int(m["level"] or len(m["marks"])) for m in found)])
        self.words = "".join(plain)
        self._sections = [
            _Section(offsets[i], offsets[i + 1], offsets[end]) for i, end in enumerate(ends)
        ]

    def holds(self, locator: str) -> bool:
        """Whether the first part of a locator is found, and the others after it in its section.

        Parts are divided by commas or semicolons.  `§2` is not found in `§2.1`, nor `Theorem 1` in
        `Theorem 12`.
        """
        parts = [part for part in _PARTS.split(_plain(locator).strip()) if part]
        if not parts:
            return False
        first, *rest = map(_word, parts)
        for section in self._sections:
            match = first.search(self.words, section.start, section.own)
            if match and self._follow(rest, match.end(), section.end):
                return True
        return False

    def _follow(self, rest: Sequence[re.Pattern[str]], position: int, end: int) -> bool:
        """Whether the parts stand in this order between two places."""
        for word in rest:
            match = word.search(self.words, position, end)
            if match is None:
                return False
            position = match.end()
        return True


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


def _ends(levels: Sequence[int]) -> Sequence[int]:
    """For each section the number of the next one that is not inside it; the first is the page."""
    ends = [len(levels)] * len(levels)
    around: list[int] = []
    for number, level in enumerate(levels):
        while around and levels[around[-1]] >= level:
            ends[around.pop()] = number
        around.append(number)
    return ends
