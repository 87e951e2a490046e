"""Marks: the places of a page that ask for a number, and the page with the numbers filled in.

A mark is an element with an attribute, `<b data-leancat="coverage paper:rope">152/161</b>`, or two
comments, `<!-- leancat: theorems -->74<!-- /leancat -->`.  Its words are a figure and its scope.
Filling changes the numerals inside a mark and nothing else: the markup around and between them, the
way a number is written, and every byte outside of marks stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from indexer.base.errors import LeancatError, Problem
from indexer.hubs.markup import VOID, Kind, MarkupPiece, partners
from indexer.hubs.wording import in_place, numerals

ATTRIBUTE = "data-leancat"
IGNORE = "ignore"
LINK = "link"

_COMMENT = re.compile(r"<!--\s*(/?)\s*leancat\b\s*:?(.*?)\s*-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: its words, where it begins, and the stretch of the page that is its to fill.

    `first` and `last` are the pieces inside, an empty range when the stretch is the value of an
    attribute.
    """

    words: tuple[str, ...]
    offset: int
    start: int
    end: int
    first: int = 0
    last: int = 0

    @property
    def figure(self) -> str:
        """The first of the words."""
        return self.words[0] if self.words else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What belongs into a mark: numbers, which are written the way the page writes them, or else
    `text`, which is HTML (or Markdown, on such a page) and takes the place of whatever is there."""

    text: str
    numbers: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something about a mark that an author should mend; `offset` says where in the page."""

    offset: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class MarkEdit:
    """A stretch of a page to be written anew, for the mark at `offset`."""

    start: int
    end: int
    text: str
    mark: Mark


Ask = Callable[[tuple[str, ...]], Answer]
"""Gives what belongs into a mark of these words. Raises LeancatError."""


# --- finding --------------------------------------------------------------------------------------


def find_marks(
    text: str, found: Sequence[MarkupPiece]
) -> tuple[tuple[Mark, ...], tuple[Flaw, ...]]:
    """The marks of a page, in order, none inside another, and what is wrong with the others."""
    marks: list[Mark] = []
    flaws: list[Flaw] = []
    pairs = partners(found)
    comments = _comment_ends(text, found)
    after = 0
    for index, piece in enumerate(found):
        if not _is_mark(text, piece):
            continue
        if piece.start < after:
            flaws.append(Flaw(piece.start, "a mark inside another mark", "take one of them away"))
            continue
        made = _mark(text, found, index, pairs, comments)
        if isinstance(made, Flaw):
            flaws.append(made)
        else:
            marks.append(made)
            after = made.end
    return tuple(marks), tuple(flaws)


def _is_mark(text: str, piece: MarkupPiece) -> bool:
    if piece.kind is Kind.COMMENT:
        return _words_of_comment(text, piece) is not None
    return piece.kind is Kind.OPEN and piece.get(ATTRIBUTE) is not None


def _words_of_comment(text: str, piece: MarkupPiece) -> tuple[str, ...] | None:
    """The words of an opening comment; None for the closing one and for any other comment."""
    found = _COMMENT.fullmatch(text, piece.start, piece.end)
    return tuple(found[2].split()) if found and not found[1] else None


def _comment_ends(text: str, found: Sequence[MarkupPiece]) -> dict[int, int]:
    """For each opening comment the index of the closing one that comes before the next opening."""
    ends: dict[int, int] = {}
    opened: int | None = None
    for index, piece in enumerate(found):
        comment = _COMMENT.fullmatch(text, piece.start, piece.end)
        if piece.kind is not Kind.COMMENT or comment is None:
            continue
        if not comment[1]:
            opened = index
        elif opened is not None:
            ends[opened], opened = index, None
    return ends


def _mark(
    text: str,
    found: Sequence[MarkupPiece],
    index: int,
    pairs: dict[int, int],
    comments: dict[int, int],
) -> Mark | Flaw:
    piece = found[index]
    attribute = piece.get(ATTRIBUTE)
    words = tuple(attribute.value.split()) if attribute else _words_of_comment(text, piece) or ()
    if not words:
        return Flaw(piece.start, "a mark that asks for nothing", 'as in data-leancat="coverage"')
    own = {"meta": "content"}.get(piece.name) or ("href" if words[0] == LINK else None)
    if attribute and own:
        return _attribute_mark(piece, words, own)
    end = pairs.get(index) if attribute else comments.get(index)
    if end is None:
        return _no_end(piece)
    if not all(index < pairs.get(i, i) < end for i in range(index + 1, end)):
        hint = "put the mark around whole elements"
        return Flaw(piece.start, "a mark that begins in one element and ends in another", hint)
    if any(found[i].kind is Kind.RAW for i in range(index + 1, end)):
        hint = "take the mark away: what a template says is not written here"
        return Flaw(piece.start, "a mark around a template or script", hint)
    return Mark(words, piece.start, piece.end, found[end].start, index + 1, end)


def _attribute_mark(piece: MarkupPiece, words: tuple[str, ...], name: str) -> Mark | Flaw:
    own = piece.get(name)
    if own is None or own.start < 0:
        message = f"the marked <{piece.name}> has no {name} to fill"
        return Flaw(piece.start, message, f'give it {name}=""')
    return Mark(words, piece.start, own.start, own.end)


def _no_end(piece: MarkupPiece) -> Flaw:
    if piece.kind is Kind.COMMENT:
        return Flaw(piece.start, "a mark without an end", "close it with <!-- /leancat -->")
    if piece.name in VOID:
        return Flaw(piece.start, f"<{piece.name}> has no content to fill", "mark a <span>")
    return Flaw(piece.start, f"the marked <{piece.name}> has no end tag", f"add </{piece.name}>")


# --- filling --------------------------------------------------------------------------------------


def edits(
    text: str, found: Sequence[MarkupPiece], marks: Sequence[Mark], ask: Ask
) -> tuple[tuple[MarkEdit, ...], tuple[Flaw, ...]]:
    """What to write so that every mark says what is true now, and the marks that cannot be filled.

    A mark that is right as it stands needs no edit, however it is written.
    """
    made: list[MarkEdit] = []
    flaws: list[Flaw] = []
    for mark in marks:
        if mark.figure == IGNORE:
            continue
        try:
            made.extend(_filled(text, found, mark, ask(mark.words)))
        except LeancatError as error:
            flaws.extend(Flaw(mark.offset, p.message, p.hint) for p in error.problems)
    return tuple(made), tuple(flaws)


def _filled(
    text: str, found: Sequence[MarkupPiece], mark: Mark, answer: Answer
) -> Iterator[MarkEdit]:
    stretches = _stretches(found, mark)
    if answer.numbers is None or not any(numerals(text, *stretch) for stretch in stretches):
        written = answer.text.replace("\n", _newline(text))
        if not mark.last:
            written = escape(written)
        if written != text[mark.start : mark.end]:
            yield MarkEdit(mark.start, mark.end, written, mark)
        return
    changes = in_place(text, stretches, answer.numbers)
    if changes is None:
        wanted = len(answer.numbers)
        belong = "one number belongs" if wanted == 1 else f"{wanted} numbers belong"
        message = f"{belong} into the mark `{' '.join(mark.words)}`, and others stand there too"
        raise LeancatError(Problem(message, hint=f"mark only what should read {answer.text}"))
    for (start, end), written in changes.items():
        yield MarkEdit(start, end, written, mark)


def _stretches(found: Sequence[MarkupPiece], mark: Mark) -> list[tuple[int, int]]:
    """The parts of a mark that a reader sees."""
    if not mark.last:
        return [(mark.start, mark.end)]
    shown = (p for p in found[mark.first : mark.last] if p.kind in (Kind.TEXT, Kind.CODE))
    return [(piece.start, piece.end) for piece in shown]


def _newline(text: str) -> str:
    """The line ending of a page: what its first line ends in."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def applied(text: str, made: Sequence[MarkEdit]) -> str:
    """The page with its edits, which do not overlap, written in."""
    parts: list[str] = []
    at = 0
    for edit in sorted(made, key=lambda edit: edit.start):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])
