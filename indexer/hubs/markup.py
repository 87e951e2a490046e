"""Hub pages as pieces that can be put together again: tags, comments, code, and the text between.

HTML is cut as browsers cut it (the tokenizer of the HTML standard, as far as it matters where a tag
begins and ends).  In Markdown, front matter, fenced and indented code and code spans are pieces of
their own, in which nothing is markup.  Liquid is a piece too, so that a template is never taken for
a number or a tag.  The pieces of a text, joined, are the text; time is linear in its length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Kind(StrEnum):
    """What a piece of a page is."""

    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    COMMENT = "comment"
    CODE = "code"  # Markdown code: shown, and never markup
    FRONT = "front"  # front matter
    RAW = "raw"  # scripts and styles, doctypes, Liquid: never shown


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a tag: its name in lower case, its value, and the offsets of the value as
    written (without quotes); `start` is -1 when it has none."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkupPiece:
    """A stretch of a page, `start` to `end` (offsets in code points); `name` is a tag's, in lower
    case."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()

    def get(self, name: str) -> Attribute | None:
        """The first attribute of that name: browsers drop the others."""
        return next((a for a in self.attributes if a.name == name), None)


VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""Elements that have no content and no end tag."""

_RAW_TEXT = {"script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title"}
_SHOWN = {"title"}  # its content is text, though no markup

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_EVENT = re.compile(r"<(?:!--|[A-Za-z/!?])|\{[{%]")
_MARKDOWN_EVENT = re.compile(
    r"\\[!-/:-@\[-`{-~]|<(?:!--|[A-Za-z/!?])|\{[{%]|`+|^[ \t>]*(?:`{3,}|~{3,})", re.MULTILINE
)
_TAG_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
_ATTRIBUTE = re.compile(
    r"[\s/]*(?:(?P<liquid>\{[%{][^{}]*[%}]\})|(?P<name>[^\s/>][^\s/>=]*)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s>\"'][^\s>]*)))?)",
)
_TAG_END = re.compile(r"[\s/]*>")
_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LIQUID_BLOCK = re.compile(r"\{%-?\s*(comment|raw)\s*-?%\}")
_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]")


def pieces(text: str, *, markdown: bool = False) -> tuple[MarkupPiece, ...]:
    """Cut a page; `markdown` for a page that a Markdown processor turns into HTML.

    The pieces are in order, none is empty, and together they are the whole text.
    """
    return tuple(_Cutter(text, markdown).cut())


class _Cutter:
    """One pass over a page. `_at` only grows, and nothing is looked at more than a few times."""

    def __init__(self, text: str, markdown: bool) -> None:
        self._text = text
        self._markdown = markdown
        self._at = 0
        self._no_tag_before = 0  # no `<` before this offset can be a tag: it does not end
        self._absent: set[str] = set()  # closing words that the rest of the page does not have
        self._breaks = [m.start() for m in _BLANK_LINE.finditer(text)][::-1] if markdown else []
        self._event = _MARKDOWN_EVENT if markdown else _EVENT
        self._ahead: re.Match[str] | None = None
        self._more = True

    def cut(self) -> Iterator[MarkupPiece]:
        front = _FRONT.match(self._text)
        if front:
            yield self._piece(Kind.FRONT, front.end())
        self._code = _indented(self._text, self._at) if self._markdown else []
        self._spans = _code_spans(self._text, self._at) if self._markdown else {}
        start = self._at
        while True:
            found = self._next()
            if found is None:
                break
            at, piece = found
            if piece is None:
                continue
            if at > start:
                yield MarkupPiece(Kind.TEXT, start, at)
            yield piece
            if piece.kind is Kind.OPEN and piece.name in _RAW_TEXT:
                yield from self._raw_text(piece.name)
            start = self._at
        if start < len(self._text):
            yield MarkupPiece(Kind.TEXT, start, len(self._text))

    def _piece(self, kind: Kind, end: int) -> MarkupPiece:
        piece = MarkupPiece(kind, self._at, end)
        self._at = end
        return piece

    def _next(self) -> tuple[int, MarkupPiece | None] | None:
        """The next piece that is no text, with its offset; None for the piece when what looked
        like markup is text after all."""
        event = self._search()
        at = event.start() if event else len(self._text)
        while self._code and self._code[-1][1] <= self._at:
            self._code.pop()
        if self._code and self._code[-1][0] <= at:
            begin, end = self._code.pop()
            self._at = max(begin, self._at)
            return self._at, self._piece(Kind.CODE, end)
        if event is None:
            return None
        self._at = at
        piece = self._at_event(event[0])
        if piece is None:
            self._at = event.end() if event[0][0] != "<" else at + 1
        return at, piece

    def _search(self) -> re.Match[str] | None:
        """The next place where something may begin; the one found last, while it lies ahead."""
        if not self._ahead or self._ahead.start() < self._at:
            self._ahead = self._event.search(self._text, self._at) if self._more else None
            self._more = self._ahead is not None
        return self._ahead

    def _at_event(self, what: str) -> MarkupPiece | None:
        if what.startswith("<"):
            return self._angle()
        if what.startswith("{"):
            return self._liquid()
        if what.startswith("\\"):
            return None
        marks = what.lstrip(" \t>")
        if len(marks) >= 3 and self._starts_line():
            fence = self._fence(marks)
            if fence is not None:
                return fence
        if marks.startswith("`") and marks == what:
            end = self._spans.get(self._at)
            return self._piece(Kind.CODE, end) if end else None
        return None

    def _starts_line(self) -> bool:
        return self._at == 0 or self._text[self._at - 1] == "\n"

    # -- markup in angle brackets --

    def _angle(self) -> MarkupPiece | None:
        text, at = self._text, self._at
        if text.startswith("<!--", at):
            return self._comment()
        if at < self._no_tag_before:
            return None
        if self._markdown and (link := _AUTOLINK.match(text, at)):
            return self._piece(Kind.TEXT, link.end())
        if text[at + 1] in "!?":
            return self._piece(Kind.RAW, self._after(">", at))
        name = _TAG_NAME.match(text, at)
        if name is None:  # `</` and no letter: a comment to browsers
            return self._piece(Kind.RAW, self._after(">", at))
        return self._tag(name)

    def _comment(self) -> MarkupPiece:
        for short in ("<!-->", "<!--->"):
            if self._text.startswith(short, self._at):
                return self._piece(Kind.COMMENT, self._at + len(short))
        return self._piece(Kind.COMMENT, self._after("-->", self._at + 4))

    def _after(self, what: str, at: int) -> int:
        found = self._text.find(what, at)
        return len(self._text) if found < 0 else found + len(what)

    def _tag(self, name: re.Match[str]) -> MarkupPiece | None:
        start, limit = self._at, self._limit()
        at = name.end()
        found: list[Attribute] = []
        while not (end := _TAG_END.match(self._text, at, limit)):
            attribute = _ATTRIBUTE.match(self._text, at, limit)
            if attribute is None:
                return self._unfinished(limit)
            if attribute["name"]:
                found.append(_attribute(attribute))
            at = attribute.end()
        self._at = end.end()
        closes = self._text[start + 1] == "/"
        kind = Kind.CLOSE if closes else Kind.OPEN
        return MarkupPiece(kind, start, self._at, name[1].lower(), tuple(found))

    def _limit(self) -> int:
        """Where a tag must have ended: in Markdown the paragraph's end, else the page's."""
        if not self._markdown:
            return len(self._text)
        while self._breaks and self._breaks[-1] < self._at:
            self._breaks.pop()
        return self._breaks[-1] if self._breaks else len(self._text)

    def _unfinished(self, limit: int) -> MarkupPiece | None:
        """A tag that does not end: browsers drop the rest of the page, Markdown has it as text."""
        if self._markdown:
            self._no_tag_before = limit
            return None
        return self._piece(Kind.RAW, len(self._text))

    def _raw_text(self, name: str) -> Iterator[MarkupPiece]:
        end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self._text, self._at)
        stop = end.start() if end else len(self._text)
        if stop > self._at:
            yield self._piece(Kind.TEXT if name in _SHOWN else Kind.RAW, stop)

    # -- Liquid and Markdown code --

    def _liquid(self) -> MarkupPiece:
        block = _LIQUID_BLOCK.match(self._text, self._at)
        if block is not None:
            end = self._seek(rf"\{{%-?\s*end{block[1]}\s*-?%\}}")
            return self._piece(Kind.RAW, end or block.end())
        end = self._seek(r"%\}" if self._text[self._at + 1] == "%" else r"\}\}")
        return self._piece(Kind.RAW, end or self._at + 2)

    def _seek(self, pattern: str) -> int | None:
        """The end of the next match; what was sought in vain once is not sought again."""
        if pattern in self._absent:
            return None
        found = re.compile(pattern).search(self._text, self._at + 2)
        if found is None:
            self._absent.add(pattern)
        return found.end() if found else None

    def _fence(self, marks: str) -> MarkupPiece | None:
        """A fenced block, to its closing fence or the end of the page."""
        line_end = self._text.find("\n", self._at)
        info = self._text[self._at : line_end if line_end >= 0 else None].lstrip(" \t>")
        if marks[0] == "`" and "`" in info.lstrip("`"):
            return None  # a code span at the start of a line
        closing = re.compile(rf"^[ \t>]*{marks[0]}{{{len(marks)},}}[ \t]*\r?$", re.MULTILINE)
        found = closing.search(self._text, line_end + 1) if line_end >= 0 else None
        return self._piece(Kind.CODE, found.end() if found else len(self._text))


def _attribute(found: re.Match[str]) -> Attribute:
    for way in ("double", "single", "plain"):
        if found[way] is not None:
            return Attribute(
                found["name"].lower(), html.unescape(found[way]), found.start(way), found.end(way)
            )
    return Attribute(found["name"].lower(), "", -1, -1)


def _indented(text: str, start: int) -> list[tuple[int, int]]:
    """Markdown's indented code, last first: lines indented by four after a blank line or at the
    start, outside of lists."""
    found: list[tuple[int, int]] = []
    at, in_list, blank, code = start, False, True, False
    for line in text[start:].splitlines(keepends=True):
        is_blank, indented = not line.strip(), line.startswith(("    ", "\t"))
        code = indented and not is_blank and not in_list and (blank or code)
        if code:
            begin = found.pop()[0] if found and found[-1][1] == at else at
            found.append((begin, at + len(line)))
        elif _LIST_ITEM.match(line):
            in_list = True
        elif not is_blank and not line.startswith((" ", "\t")):
            in_list = False
        blank = is_blank
        at += len(line)
    return found[::-1]


def _code_spans(text: str, start: int) -> dict[int, int]:
    """Where a run of backticks opens a code span, and where that ends: at the next run of the same
    length in the same paragraph."""
    paragraphs = [start, *(m.start() for m in _BLANK_LINE.finditer(text, start)), len(text)]
    spans: dict[int, int] = {}
    for begin, end in pairwise(paragraphs):
        nearest: dict[int, int] = {}
        for run in reversed(list(re.compile("`+").finditer(text, begin, end))):
            length = run.end() - run.start()
            if length in nearest:
                spans[run.start()] = nearest[length]
            nearest[length] = run.end()
    return spans


# --- what belongs together ------------------------------------------------------------------------


def partners(found: Sequence[MarkupPiece]) -> dict[int, int]:
    """For every start tag that has an end tag, and the other way round, the index of the other.

    Tags are paired name by name, the nearest first: that is right for well-nested pages, and where
    a page is not, a tag is at worst left alone.
    """
    pairs: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    for index, piece in enumerate(found):
        if piece.kind is Kind.OPEN and piece.name not in VOID:
            waiting.setdefault(piece.name, []).append(index)
        elif piece.kind is Kind.CLOSE and waiting.get(piece.name):
            opened = waiting[piece.name].pop()
            pairs[opened], pairs[index] = index, opened
    return pairs
