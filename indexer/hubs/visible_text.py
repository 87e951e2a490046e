"""What a reader of a hub page reads: its blocks of text, each character with its place, and links.

Tags inside a line vanish, tags that begin a block end the text before them; entities and Markdown's
signs are resolved.  What marks and templates fill in, what is struck out, what stands raised or
lowered and a digit in code is one sign, `FILLED`, so that it is never taken for a number of the
text.  A row of a table is one block, its cells between bars.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from indexer.hubs.markup import Kind, MarkupPiece

FILLED = "\ufffc"

INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span "
    "strike strong sub sup time tt u var wbr".split()
)
_HIDDEN = frozenset({"pre", "svg", "math", "template"})
_APART = frozenset(
    {"del", "s", "strike", "sub", "sup"}
)  # within a line, and no part of its sentence
_CELLS = frozenset({"td", "th", "dd"})
_ROWS = frozenset({"tr", "dt"})
_ATTRIBUTES = {"meta": ("content",), "img": ("alt",)}
_ANYWHERE = ("title", "aria-label")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HTML_TOKEN = re.compile(rf"{_ENTITY.pattern}|[^&]")
_MARKDOWN_TOKEN = re.compile(
    rf"""(?-x:{_ENTITY.pattern})
    | (?P<blank>\n[ \t\r>]*(?=\n) | \n(?=[ \t>]*(?:\#{{1,6}}[ ]|[-*+][ ]|\d{{1,9}}[.)][ ]|\|)))
    | (?P<escape>\\[!-/:-@\[-`{{-~])
    | (?P<definition>(?<![^\n])[ ]{{0,3}}\[(?!\^)[^\[\]\n]+\]:[^\n]*)
    | (?P<target>\]\((?P<url>[^()\s]*)[^()\n]*\))
    | (?P<reference>\]\[[^\[\]\n]*\])
    | (?P<open>!?\[)
    | (?P<struck>~~(?=\S)(?:(?!~~)[^\n])*~~)
    | (?P<plain>[A-Za-z0-9 ,;.]+)
    | (?P<sign>\*+|~~|\{{:[^}}\n]*\}}|(?<!\w)_+|_+(?!\w))
    | [^&]""",
    re.VERBOSE,
)
_BLANK = re.compile(r"\n[ \t\r]*\n")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\[\]\n]+)\]:[ \t]*<?([^\s>]+)>?.*$", re.MULTILINE)
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")


@dataclass(frozen=True, slots=True)
class HubLink:
    """A link of a page: where it leads, its words, and the offset in the page it is told at."""

    target: str
    text: str
    offset: int
    start: int = 0  # of its words, within the block
    end: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, row or attribute, as text; `offsets` has the place of each
    character in the page."""

    text: str
    offsets: tuple[int, ...]
    links: tuple[HubLink, ...] = ()


def blocks(
    text: str,
    found: Sequence[MarkupPiece],
    filled: Iterable[tuple[int, int]] = (),
    *,
    markdown: bool = False,
) -> tuple[Block, ...]:
    """The blocks of a page; `filled` are the stretches that marks fill, in order."""
    return tuple(_TextReader(text, list(filled), markdown).read(found))


@dataclass
class _Open:
    """A link that has begun: its target, None while it is not known, and where its words begin."""

    target: str | None
    offset: int
    start: int
    picture: bool = False


@dataclass
class _Line:
    """The block that is being read."""

    characters: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    links: list[HubLink] = field(default_factory=list)

    def add(self, text: str, offset: int) -> None:
        self.characters.extend(text)
        self.offsets.extend([offset] * len(text))


class _TextReader:
    def __init__(self, text: str, filled: list[tuple[int, int]], markdown: bool) -> None:
        self._text = text
        self._filled = filled[::-1]
        self._markdown = markdown
        self._line = _Line()
        self._open: list[_Open] = []
        self._hidden = ""  # the element whose content is not prose, and how often it is open
        self._depth = 0

    def read(self, found: Sequence[MarkupPiece]) -> Iterator[Block]:
        for piece in found:
            if self._is_filled(piece):
                continue
            if piece.kind is Kind.FRONT:
                yield from self._front(piece)
            elif piece.kind in (Kind.OPEN, Kind.CLOSE):
                yield from self._tag(piece)
            elif not self._hidden or self._ends_paragraph(piece):
                yield from self._content(piece)
        yield from self._flush()
        if self._markdown:
            yield from self._definitions(found)

    def _is_filled(self, piece: MarkupPiece) -> bool:
        """Whether a mark fills the piece; its first piece leaves a sign behind."""
        while self._filled and self._filled[-1][1] <= piece.start:
            self._filled.pop()
        if not self._filled or piece.start < self._filled[-1][0]:
            return False
        if piece.start == self._filled[-1][0]:
            self._line.add(FILLED, piece.start)
        return True

    def _flush(self) -> Iterator[Block]:
        line, self._line = self._line, _Line()
        self._open.clear()
        text = "".join(line.characters)
        if text.strip() or line.links:
            yield Block(text, tuple(line.offsets), tuple(line.links))

    # -- pieces --

    def _front(self, piece: MarkupPiece) -> Iterator[Block]:
        """Front matter: each value may be a sentence."""
        at = piece.start
        for row in self._text[piece.start : piece.end].splitlines(keepends=True):
            words = re.sub(r"^[\ufeff\s-]*(?:[\w-]+:\s+)?", "", row)
            self._line.add("", at)
            for offset, character in enumerate(words, at + len(row) - len(words)):
                self._line.add(" " if character.isspace() else character, offset)
            yield from self._flush()
            at += len(row)

    def _tag(self, piece: MarkupPiece) -> Iterator[Block]:
        if self._hidden in _APART and piece.name not in INLINE:
            self._hidden, self._depth = "", 0
        if piece.name in _HIDDEN or piece.name in _APART:
            yield from self._hide(piece)
        if self._hidden:
            return
        yield from self._attributes(piece)
        if piece.name == "br":
            self._line.add(" ", piece.start)
        elif piece.name == "a":
            self._anchor(piece)
        elif piece.name in _CELLS:
            self._line.add(" | " if piece.kind is Kind.OPEN else "", piece.start)
        elif piece.name not in INLINE and not (piece.name in _ROWS and piece.kind is Kind.CLOSE):
            yield from self._flush()
            if piece.name == "table":
                yield Block("", ())

    def _hide(self, piece: MarkupPiece) -> Iterator[Block]:
        if piece.kind is Kind.OPEN and self._hidden in ("", piece.name):
            if piece.name in _HIDDEN:
                yield from self._flush()
            elif not self._hidden:
                self._line.add(FILLED, piece.start)
            self._hidden = piece.name
            self._depth += 1
        elif piece.kind is Kind.CLOSE and self._hidden == piece.name:
            self._depth -= 1
            self._hidden = self._hidden if self._depth else ""

    def _anchor(self, piece: MarkupPiece) -> None:
        href = piece.get("href")
        if piece.kind is Kind.CLOSE:
            self._close_link(None)
        elif href is not None:
            begins = len(self._line.characters)
            self._open.append(_Open(href.value.strip(), piece.start, begins))

    def _close_link(self, target: str | None) -> None:
        if not self._open:
            return
        opened = self._open.pop()
        target = opened.target if target is None else target
        if target is None or opened.picture:
            return
        end = len(self._line.characters)
        words = "".join(self._line.characters[opened.start : end])
        self._line.links.append(HubLink(target, words, opened.offset, opened.start, end))

    def _attributes(self, piece: MarkupPiece) -> Iterator[Block]:
        if piece.get("data-leancat"):
            return
        for attribute in piece.attributes:
            told = attribute.name in (*_ANYWHERE, *_ATTRIBUTES.get(piece.name, ()))
            if told and attribute.start >= 0 and attribute.value.strip():
                offsets = tuple(range(attribute.start, attribute.start + len(attribute.value)))
                yield Block(attribute.value, offsets)

    def _ends_paragraph(self, piece: MarkupPiece) -> bool:
        """Whether a paragraph of Markdown ends in a piece, and what stood apart in it with it."""
        ends = self._markdown and _BLANK.search(self._text, piece.start, piece.end)
        if ends and self._hidden in _APART:
            self._hidden, self._depth = "", 0
        return not self._hidden

    def _content(self, piece: MarkupPiece) -> Iterator[Block]:
        written = self._text[piece.start : piece.end]
        if piece.kind is Kind.RAW:
            if written.startswith("{"):
                self._line.add(FILLED, piece.start)
        elif piece.kind is Kind.CODE:
            if written.startswith("`") and "\n" not in written.strip("`"):
                bare = written.strip("`")
                for at, character in enumerate(bare, piece.start + written.index(bare)):
                    self._line.add(FILLED if character.isdigit() else character, at)
            else:
                yield from self._flush()
        elif piece.kind is Kind.TEXT:
            link = _AUTOLINK.fullmatch(written) if self._markdown else None
            if link:
                self._line.links.append(HubLink(link[1], link[1], piece.start))
            elif self._markdown:
                yield from self._markdown_text(piece)
            else:
                self._html_text(piece)

    def _html_text(self, piece: MarkupPiece) -> None:
        for token in _HTML_TOKEN.finditer(self._text, piece.start, piece.end):
            self._character(token)

    def _character(self, token: re.Match[str]) -> None:
        written = token[0]
        character = html.unescape(written) if len(written) > 1 else written
        self._line.add(" " if character.isspace() else character, token.start())

    def _markdown_text(self, piece: MarkupPiece) -> Iterator[Block]:
        for token in _MARKDOWN_TOKEN.finditer(self._text, piece.start, piece.end):
            what = token.lastgroup
            if what == "blank" or (token[0] == "\n" and self._is_heading()):
                yield from self._flush()
            elif what == "plain":
                self._line.characters.extend(token[0])
                self._line.offsets.extend(range(token.start(), token.end()))
            elif what == "struck":
                self._line.add(FILLED, token.start())
            elif what == "escape":
                self._line.add(token[0][1], token.start())
            elif token["target"] is not None:
                self._close_link(token["url"])
            elif what == "open":
                begins = len(self._line.characters)
                picture = token[0][0] == "!"
                self._open.append(_Open(None, token.start(), begins, picture))
            elif what is None:
                self._character(token)

    def _is_heading(self) -> bool:
        return self._line.characters[:1] == ["#"]

    def _definitions(self, found: Sequence[MarkupPiece]) -> Iterator[Block]:
        """`[label]: address` lines; the label stands for the words."""
        for piece in found:
            if piece.kind is Kind.TEXT:
                for line in _DEFINITION.finditer(self._text, piece.start, piece.end):
                    link = HubLink(line[2], line[1], line.start())
                    yield Block("", (), (link,))
