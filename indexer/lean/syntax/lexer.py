"""Lean source text → words, as far as that can be done without knowing the grammar in force.

A word is a token that means something to Lean: identifier, keyword, symbol, literal or doc comment.
Each carries the white space and the comments before it (its lead); leads and words, joined, are the
file.  One regular expression does nearly all of the work at the speed of C; what it cannot say
(nested comments, interpolated strings, raw strings) is done by hand in the few files that need it.

Facts are from Lean's own lexer (Lean/Parser/Basic.lean, Init/Meta/Defs.lean).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

# Init/Meta/Defs.lean: isLetterLike, isSubScriptAlnum, isIdFirst, isIdRest.
_ID_FIRST = (
    "A-Za-z_"
    "\u03b1-\u03ba\u03bc-\u03c9\u0391-\u039f\u03a1\u03a2\u03a4-\u03a9\u03ca-\u03fb"
    "\u1f00-\u1ffe\u2100-\u214f\U0001d49c-\U0001d59f"
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f"
)
_ID_REST = _ID_FIRST + "0-9'!?\u2080-\u2089\u2090-\u209c\u1d62-\u1d6a\u2c7c"
# An unclosed « runs to the end of the file, so that hostile input costs one pass.  No name runs
# over a NUL, which is what joined names are separated by (indexer.lean.records).
# No possessive repetition stands on a group here: Python before 3.11.5 gets those wrong.
_PART = rf"(?:[{_ID_FIRST}][{_ID_REST}]*+|«[^»\0]*»?)"
_IDENT = rf"{_PART}(?:\.{_PART})*"
# The character after `/-` is skipped by Lean; a comment that holds another is finished by hand.
_REST_OF_COMMENT = r"[^-/]*+(?:(?:-(?!/)|/(?!-))[^-/]*+)*-/"
_TRIVIA = rf"\s++|--[^\n]*+|/-[^-!]{_REST_OF_COMMENT}"
# Any number of those.  Most leads are white space alone: to ask for that first is faster.
_LEADING = rf"\s*+(?:--[^\n]*+(?:{_TRIVIA})*|/-[^-!]{_REST_OF_COMMENT}(?:{_TRIVIA})*|)"
_WORD = "|".join(
    (
        r"[()\[\]{}⟨⟩,;]",
        r'r"[^"]*+"',
        r'r#++"',  # the opening of a raw string; finished by hand
        _IDENT,
        rf"\.{_IDENT}",  # dot notation, so that `.sorry` and `.opaque` are never keywords
        r":=|=>|<-|->|//|\.\.\.?|::|``?\(",
        r'"[^"\\]*+(?:\\(?s:.)[^"\\]*+)*"?',
        r"(?<=\.)[0-9]++",
        r"[0-9][0-9A-Za-z_]*+(?:\.[0-9]++(?:[eE][-+]?[0-9]++)?)?",
        r"''|⁻¹'",
        r"(?<!\])'(?:[^\\'\n]|\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[^ux\n]))'",
        rf"``?{_IDENT}",
        rf"/-[-!]{_REST_OF_COMMENT}",
        r"/-",
        r"(?s:.)",
    )
)
_PIECE = re.compile(rf"{_LEADING}(?:{_WORD}|\Z)")
_LEAD = re.compile(_LEADING)
_TRIVIUM = re.compile(_TRIVIA)
_NEXT = re.compile(_WORD)

# Words after which Lean's grammar expects an interpolated string.
_INTERPOLATING = frozenset(
    "s! m! f! throwError throwErrorAt throwNamedError throwNamedErrorAt logInfo logInfoAt "
    "logWarning logWarningAt logError logErrorAt dbg_trace println! eprintln! panic! "
    "throwTacticEx trace! throw_interp! error! IO.println!".split()
)
# Words that show, in a file lexed fast, where to lex by hand: interpolated strings, a `/-` whose
# comment holds others, and, beside these, the openings of raw strings with #.
_NEEDS_HAND = _INTERPOLATING | {"/-", "trace"}
# The `]` of `trace[Some.class]` is at most so many words away.
_TRACE_WORDS = 8
# How far past the last word a reader may look.
_AHEAD = 4

_LINE_START = re.compile(r"\n(?=[^\s·|])")
_COMMENT_EDGE = re.compile(r"/-|-/")
_STRING_PIECE = re.compile(r'[^"\\{]*+(?:\\(?s:.)[^"\\{]*+)*["{]?')
_PLAIN_STRING_END = re.compile(r'[^"\\]*+(?:\\(?s:.)[^"\\]*+)*"?')
_BLOCKS = "".join(map(chr, (*range(0x2150), *range(0x1D49C, 0x1D5A0))))  # all of _ID_FIRST
_IDENT_FIRST = frozenset(re.findall(rf"[{_ID_FIRST}«]", _BLOCKS))
# What a word that may name a declaration begins with: an identifier, or the dot of `.field`.
NAME_FIRST = _IDENT_FIRST | {"."}


class TokenKind(StrEnum):
    """What a token is, judged by its first characters alone."""

    SPACE = "space"
    COMMENT = "comment"
    DOC = "doc"
    STRING = "string"
    CHAR = "char"
    NUMBER = "number"
    NAME = "name"  # a quoted name such as `foo
    DOT = "dot"  # `.foo`: a field, or a constructor of the expected type
    IDENT = "ident"  # identifiers and word-like keywords
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Token:
    """A token with its place: 1-based line, 0-based column, offset in code points."""

    kind: TokenKind
    text: str
    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True)
class LexError:
    """Something Lean's lexer would refuse: code, message, offset in code points."""

    code: str
    message: str
    offset: int


class Code:
    """The words of a text.

    The first `size` words are the file's; then come empty ones, the first of which carries the
    trivia at the end of the file, so that looking a few words ahead is always safe.  `ends[i]` is
    the offset just past word i.
    """

    __slots__ = ("ends", "errors", "size", "text", "vocabulary", "words", "zero")

    def __init__(self, text: str) -> None:
        """Lex `text`; never raises, costs linear time."""
        self.text = text
        self.errors: list[LexError] = []
        pieces = _PIECE.findall(text)
        self.words: list[str] = list(map(str.lstrip, pieces))
        self.ends = list(accumulate(map(len, pieces)))
        self.vocabulary = set(self.words)
        self._take_off_comments()
        by_hand = self.vocabulary & _NEEDS_HAND
        if "r#" in text:
            by_hand.update(filter(_is_raw_opening, self.vocabulary))
        if by_hand:
            hand = _Hand(text, self.words, self.ends, by_hand)
            self.words, self.ends, self.errors = hand.run()
            self.vocabulary = set(self.words)
        self.vocabulary.discard("")
        self._close()
        self.zero = self._column_zero()
        self.errors = [*refusals(self), *(self.errors or _check_end(self))]

    def _take_off_comments(self) -> None:
        """Take the comments off words that still begin with one, in `words` and in `vocabulary`."""
        words, ends = self.words, self.ends
        at = 0
        for offset in _occurrences(self.text, "--", "/-"):
            if offset < ends[at] - len(words[at]):
                continue  # a further comment of a lead that is off already
            at = bisect_right(ends, offset, at)
            word = words[at]
            if word[:2] == "--" or (word[:2] == "/-" and word[2:3] not in ("-", "!")):
                lead = _LEAD.match(word)
                words[at] = word[lead.end() if lead else 0 :]
                self.vocabulary.discard(word)
                self.vocabulary.add(words[at])

    def _close(self) -> None:
        """Put the empty words at the end."""
        while self.words and not self.words[-1]:
            self.words.pop()
            self.ends.pop()
        self.size = len(self.words)
        self.words += [""] * _AHEAD
        self.ends += [len(self.text)] * _AHEAD

    def _column_zero(self) -> list[int]:
        """Indices of the words that stand in column 0."""
        words, ends = self.words, self.ends
        zero = [0] if words[0] and ends[0] == len(words[0]) else []
        if (
            self.text[:1] == words[0] == "\ufeff" and words[1]
        ):  # a byte order mark stands before the first line, not in it
            zero.append(1)
        at = 0
        for line in _LINE_START.finditer(self.text):
            offset = line.end()
            at = bisect_right(ends, offset, at)
            if ends[at] - len(words[at]) == offset:  # else inside a comment or a string
                zero.append(at)
        return zero

    def start(self, at: int) -> int:
        """Offset of word `at`."""
        return self.ends[at] - len(self.words[at])

    def lead(self, at: int) -> str:
        """The white space and comments before word `at`."""
        return self.text[self.ends[at - 1] if at else 0 : self.start(at)]

    def fresh(self, at: int) -> bool:
        """Whether word `at` is the first of its line."""
        return self.text.find("\n", self.ends[at - 1], self.start(at)) >= 0 if at else True

    def column(self, at: int) -> int:
        """0-based column of word `at`."""
        start = self.start(at)
        return start - self.text.rfind("\n", 0, start) - 1


def _occurrences(text: str, one: str, other: str) -> Iterator[int]:
    """Offsets of two strings in a text, in order; faster than any expression."""
    find = text.find
    first, second = find(one), find(other)
    while first >= 0 or second >= 0:
        if 0 <= first < second or second < 0:
            yield first
            first = find(one, first + 1)
        else:
            yield second
            second = find(other, second + 1)


def lex(text: str) -> tuple[list[str], list[LexError]]:
    """Split `text` into token texts, white space and comments included, whose concatenation is
    `text`; inside interpolated strings the pieces are tokens: `"a {` and `} b"`.  Returns the
    tokens and the lexical errors; never raises, costs linear time."""
    code = Code(text)
    out: list[str] = []
    for at, word in enumerate(code.words):
        lead = code.lead(at)
        if lead:
            out.extend(_trivia(lead))
        if word:
            out.append(word)
    return out, code.errors


def _trivia(lead: str) -> Iterator[str]:
    at = 0
    while at < len(lead):
        found = _TRIVIUM.match(lead, at)
        end = found.end() if found else _comment_end(lead, at)
        yield lead[at : end if end > 0 else len(lead)]
        at = end if end > 0 else len(lead)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` with kinds and places; for colouring and tests, not for bulk work."""
    line, column, offset = 1, 0, 0
    for word in lex(text)[0]:
        yield Token(kind_of(word), word, line, column, offset)
        offset += len(word)
        newlines = word.count("\n")
        if newlines:
            line += newlines
            column = len(word) - word.rfind("\n") - 1
        else:
            column += len(word)


def kind_of(word: str) -> TokenKind:
    """The kind of a token text made by `lex`."""
    first = word[0]
    if first.isspace():
        return TokenKind.SPACE
    if word.startswith("--"):
        return TokenKind.COMMENT
    if word.startswith("/-"):
        return TokenKind.DOC if is_doc(word) or is_module_doc(word) else TokenKind.COMMENT
    if first == '"' or (first == "}" and len(word) > 1) or word.startswith(('r"', "r#")):
        return TokenKind.STRING
    if first == "'" and len(word) > 2:
        return TokenKind.CHAR
    if "0" <= first <= "9":
        return TokenKind.NUMBER
    if first == "`" and len(word) > 1 and not word.endswith("("):
        return TokenKind.NAME
    if first == "." and len(word) > 1 and word[1] != ".":
        return TokenKind.DOT
    return TokenKind.IDENT if is_ident(word) else TokenKind.SYMBOL


def is_ident(word: str) -> bool:
    """True when a token text is an identifier or a word-like keyword."""
    return word[:1] in _IDENT_FIRST and word[1:2] not in ('"', "#")  # r"…" and r#"…"# are strings


def is_space(word: str) -> bool:
    """White space or a comment that documents nothing."""
    if word[0] in " \n\t\r":
        return True
    if word[0] == "-":
        return word.startswith("--")
    return word.startswith("/-") and not is_doc(word) and not is_module_doc(word)


def is_doc(word: str) -> bool:
    """A `/-- … -/` comment."""
    return word[:3] == "/--"


def is_module_doc(word: str) -> bool:
    """A `/-! … -/` comment, which is a command of its own."""
    return word[:3] == "/-!"


def _check_end(code: Code) -> list[LexError]:
    """An unclosed string or « can only be the last word."""
    if not code.size:
        return []
    last = code.words[code.size - 1]
    start = code.start(code.size - 1)
    if last[0] == '"' and not _is_closed_string(last):
        return [LexError("unclosed-string", "this string is not closed", start)]
    if last.rfind("«") > last.rfind("»") and kind_of(last) is TokenKind.IDENT:
        return [LexError("unclosed-name", "this « is not closed", start)]
    return []


def words_of(text: str) -> list[str]:
    """The words of a text, as `Code` has them, without the empty ones at the end."""
    if "--" in text or "/-" in text or "r#" in text:
        return Code(text).words[:-_AHEAD]
    found = list(map(str.lstrip, _PIECE.findall(text)))
    if not _NEEDS_HAND.isdisjoint(found):
        return Code(text).words[:-_AHEAD]
    while found and not found[-1]:
        found.pop()
    return found


def _is_raw_opening(word: str) -> bool:
    return word[:2] == "r#" and word[-1] == '"'


def _is_closed_string(word: str) -> bool:
    match = _PLAIN_STRING_END.match(word, 1)
    return len(word) > 1 and match is not None and match.group().endswith('"')


# --- what Lean refuses ---------------------------------------------------------------------------

REFUSED: Mapping[str, str] = {
    "byte-order-mark": "a byte order mark",
    "conflict-marker": "a conflict marker",
    "tab": "a tab",
    "carriage-return": "a carriage return without a line feed",
    "odd-space": "a space that is none to Lean",
    "unclosed-comment": "a comment that is not closed",
    "unclosed-name": "a « that is not closed",
    "unclosed-string": "a string that is not closed",
    "not-utf-8": "bytes that are not UTF-8",
}
"""Errors on which Lean gives up a file: code of the diagnostic → what it has found."""

_ODD_SPACES = {"\t": "tab", "\r": "carriage-return", "\xa0": "odd-space", "\f": "odd-space"}
_MARKERS = ("<<<<<<< ", ">>>>>>> ", "||||||| ")


def refusals(code: Code) -> Iterator[LexError]:
    """The first of each kind of character that Lean does not take outside comments and strings."""
    text = code.text
    if text[:1] == "\ufeff":
        yield _refusal("byte-order-mark", 0)
    if "<<<<<<< " in text or ">>>>>>> " in text:
        for marker in _MARKERS:
            for at in code.zero:
                if code.words[at] == marker[0] and text.startswith(marker, code.start(at)):
                    yield _refusal("conflict-marker", code.start(at))
                    return
    for space, error in _ODD_SPACES.items():
        if space in text:
            offset = _first_outside(code, space)
            if offset >= 0:
                yield _refusal(error, offset)


def _refusal(error: str, offset: int) -> LexError:
    return LexError(error, f"Lean refuses {REFUSED[error]} here", offset)


def _first_outside(code: Code, space: str) -> int:
    """Offset of the first such character outside comments, strings and documentation; -1 for none.
    A carriage return before a line feed is no such character."""
    text = code.text
    at = text.find(space)
    while at >= 0:
        if space == "\r" and text.startswith("\n", at + 1):
            at = text.find(space, at + 2)
            continue
        word = bisect_right(code.ends, at)
        start = code.start(word) if word < len(code.words) else len(text)
        if at >= start:
            at = text.find(space, code.ends[word])
            continue
        begin = code.ends[word - 1] if word else 0
        for trivium in _trivia(text[begin:start]):
            found = trivium.find(space) if trivium[0] not in "-/" else -1
            while space == "\r" and found >= 0 and trivium.startswith("\n", found + 1):
                found = trivium.find(space, found + 1)
            if found >= 0:
                return begin + found
            begin += len(trivium)
        at = text.find(space, start)
    return -1


# --- the slow, exact path -------------------------------------------------------------------------


def _comment_end(text: str, start: int) -> int:
    """Offset just past the block comment at `start`, nested ones included; -1 when it is open."""
    depth, at = 1, start + 3
    while True:
        edge = _COMMENT_EDGE.search(text, at)
        if edge is None:
            return -1
        depth += 1 if edge.group() == "/-" else -1
        at = edge.end()
        if depth == 0:
            return at


class _Hand:
    """Lexes exactly, by hand, what the one expression cannot: from each word that calls for it to
    where the words are again what the expression finds.

    Each entry of `braces` counts the `{` that are open inside one interpolated `{…}`; when it
    would fall below zero, the `}` belongs to the string around it.
    """

    def __init__(
        self, text: str, fast_words: list[str], fast_ends: list[int], needs: set[str]
    ) -> None:
        self.text = text
        self.needs = needs  # the words that call for it
        self.fast_words = fast_words
        self.fast_ends = fast_ends
        self.words: list[str] = []
        self.ends: list[int] = []
        self.errors: list[LexError] = []
        self.braces: list[int] = []
        self.trace_open = False

    def run(self) -> tuple[list[str], list[int], list[LexError]]:
        """Words, their ends, errors."""
        taken = 0  # words of the fast lexer that are dealt with
        for at, word in enumerate(self.fast_words):
            if word in self.needs and at >= taken:
                self._take(taken, at)
                taken = self._by_hand(self.fast_ends[at - 1] if at else 0)
        self._take(taken, len(self.fast_words))
        return self.words, self.ends, self.errors

    def _take(self, start: int, end: int) -> None:
        self.words += self.fast_words[start:end]
        self.ends += self.fast_ends[start:end]

    def _by_hand(self, at: int) -> int:
        """Lex from offset `at` on; returns how many words of the fast lexer that goes past."""
        since = 0  # words since the last one that called for care
        while at < len(self.text):
            start = self._lead_end(at)
            at = self._word_end(start) if start < len(self.text) else start
            word = self.text[start:at]
            # `trace[Some.class] "…"` interpolates as well: remember its bracket
            self.trace_open = word == "]" and self._closes_trace()
            self.words.append(word)
            self.ends.append(at)
            since = 0 if word in _NEEDS_HAND or word[:2] == "r#" else since + 1
            if since > _TRACE_WORDS and not self.braces:
                same = bisect_right(self.fast_ends, at)
                if self.fast_ends[same - 1] == at:
                    return same
        return len(self.fast_words)

    def _lead_end(self, at: int) -> int:
        """Past white space and comments, also those that hold others."""
        while True:
            lead = _LEAD.match(self.text, at)
            at = lead.end() if lead else at
            nested = self.text.startswith("/-", at)
            if not nested or is_doc(self.text[at : at + 4]) or self.text.startswith("/-!", at):
                return at
            at = self._comment(at)

    def _comment(self, start: int) -> int:
        end = _comment_end(self.text, start)
        if end < 0:
            message = "this comment is not closed"
            self.errors.append(LexError("unclosed-comment", message, start))
            return len(self.text)
        return end

    def _word_end(self, at: int) -> int:
        found = _NEXT.match(self.text, at)
        assert found is not None  # the last alternative takes any character
        word = found.group()
        first = word[0]
        if word.startswith("/-"):
            return self._comment(at) if word == "/-" else found.end()
        if first == '"' and self._interpolates():
            return self._string_piece(at)
        if _is_raw_opening(word):
            return self._raw_string(at, word)
        if first == "}" and self.braces and self.braces[-1] == 0:
            self.braces.pop()
            return self._string_piece(at)
        if first in "{}" and self.braces:
            self.braces[-1] += 1 if first == "{" else -1
        return found.end()

    def _raw_string(self, start: int, opening: str) -> int:
        """A raw string `r##"…"##` whose opening has been seen at `start`."""
        closing = '"' + "#" * (len(opening) - 2)
        end = self.text.find(closing, start + len(opening))
        if end < 0:
            self.errors.append(LexError("unclosed-string", "this raw string is not closed", start))
            return len(self.text)
        return end + len(closing)

    def _string_piece(self, start: int) -> int:
        """A piece of an interpolated string: from `"` or `}` to the closing `"` or the next `{`."""
        match = _STRING_PIECE.match(self.text, start + 1)
        end = match.end() if match else len(self.text)
        if self.text[end - 1] == "{" and end > start + 1:
            self.braces.append(0)
        elif self.text[end - 1] != '"' or end == start + 1:
            self.errors.append(LexError("unclosed-string", "this string is not closed", start))
        return end

    def _interpolates(self) -> bool:
        """Whether the grammar expects an interpolated string after the previous word."""
        return self.trace_open or (bool(self.words) and self.words[-1] in _INTERPOLATING)

    def _closes_trace(self) -> bool:
        """Whether a `]` now closes `trace[…`; looks back a few words only."""
        recent = self.words[-_TRACE_WORDS:]
        if "[" not in recent:
            return False
        opening = len(recent) - 1 - recent[::-1].index("[")
        return opening > 0 and recent[opening - 1] == "trace"
